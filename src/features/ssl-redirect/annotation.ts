import type { AnnotationReader, AnnotationSpec, FeatureAnnotations } from '../annotation.ts';
import { booleanForm, parseBoolean, parseOneOf } from '../annotation-values.ts';
import type { SslRedirectPolicy } from '../policies.ts';

/** Certificate authorities ask for these by HTTP, of the very hosts that have no certificate yet (RFC 8555 8.3). */
const neverRedirected = '/.well-known/acme-challenge';

const flag = { form: booleanForm, onInvalid: 'ignored', parse: parseBoolean } as const;

const redirect: AnnotationSpec<boolean> = {
  ...flag,
  dialect: 'sluice',
  name: 'ssl-redirect',
  default: 'the setting `sslRedirect`; in profile ingress-nginx as its `ssl-redirect`',
  example: '"true"',
  doc: 'Whether plain HTTP is redirected, on every host of the Ingress, with or without `tls`.',
};

const code: AnnotationSpec<SslRedirectPolicy['status']> = {
  dialect: 'sluice',
  name: 'ssl-redirect-code',
  form: '301, 302, 307 or 308',
  default: '308',
  example: '"301"',
  doc: 'The status of the redirect.',
  onInvalid: 'ignored',
  parse: parseOneOf(301, 302, 307, 308),
};

const nginxRedirect: AnnotationSpec<boolean> = {
  ...flag,
  dialect: 'ingress-nginx',
  name: 'ssl-redirect',
  default: '"true"',
  example: '"false"',
  doc: 'Whether plain HTTP is redirected on the hosts that a `tls` entry of the Ingress covers.',
};

const nginxForce: AnnotationSpec<boolean> = {
  ...flag,
  dialect: 'ingress-nginx',
  name: 'force-ssl-redirect',
  default: '"false"',
  example: '"true"',
  doc: 'Whether plain HTTP is redirected on every host of the Ingress, whatever `tls` and `ssl-redirect` say.',
};

/** Annotations that send plain HTTP to HTTPS. */
export const sslRedirectAnnotations: FeatureAnnotations<SslRedirectPolicy> = {
  title: 'Redirect to HTTPS',
  doc: `Sends requests that came unencrypted to the same URL by HTTPS. Paths of rules that begin with \`${neverRedirected}\` are never redirected.`,
  annotations: [redirect, code, nginxRedirect, nginxForce],
  read(reader) {
    const status = reader.read(code) ?? 308;
    const where = readWhere(reader);
    if (where === 'nowhere') return undefined;
    const policy: SslRedirectPolicy = { status };
    return ({ path, tls }) =>
      path?.text.startsWith(neverRedirected) === true || (where === 'tls' && !tls) ? undefined : policy;
  },
};

function readWhere(reader: AnnotationReader): 'everywhere' | 'tls' | 'nowhere' {
  const own = reader.read(redirect) ?? (reader.profile === 'slb' ? reader.sslRedirect : undefined);
  if (own !== undefined) return own ? 'everywhere' : 'nowhere';
  if (reader.read(nginxForce) === true) return 'everywhere';
  return (reader.read(nginxRedirect) ?? true) ? 'tls' : 'nowhere';
}
