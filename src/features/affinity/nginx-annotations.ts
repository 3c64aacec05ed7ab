import type { AnnotationReader, AnnotationSpec } from '../annotation.ts';
import { booleanForm, invalid, parseBoolean, parseOneOf, parseSeconds, valid } from '../annotation-values.ts';
import type { AffinityPolicy } from '../policies.ts';
import { isToken } from '../token.ts';
import { isCookieDomain, longestAge } from './cookie-syntax.ts';
import { parseCookiePath, parseSameSite, type SameSite } from './parse-attributes.ts';

const nginx = { dialect: 'ingress-nginx', onInvalid: 'ignored' } as const;

const affinity: AnnotationSpec<'cookie'> = {
  ...nginx,
  name: 'affinity',
  form: '`cookie`',
  default: 'none',
  example: 'cookie',
  doc: 'As `affinity` of Sluice.',
  parse: parseOneOf('cookie'),
};

const mode: AnnotationSpec<'balanced' | 'persistent'> = {
  ...nginx,
  name: 'affinity-mode',
  form: '`balanced` or `persistent`',
  default: '`persistent`',
  example: 'persistent',
  doc: 'Both keep a client at its pod as long as that is there: no session moves when pods are added.',
  parse: parseOneOf('balanced', 'persistent'),
};

const name: AnnotationSpec<string> = {
  ...nginx,
  name: 'session-cookie-name',
  form: 'the name of a cookie, at most 128 characters',
  default: '`INGRESSCOOKIE`',
  example: 'route',
  doc: 'As `affinity-cookie-name`.',
  parse: (text) => (isToken(text) ? valid(text) : invalid()),
};

const path: AnnotationSpec<string> = {
  ...nginx,
  name: 'session-cookie-path',
  form: 'a path that begins with `/`, without `;` and blanks',
  default: 'the path of the rule; `/` where that is an expression',
  example: '/',
  doc: 'As `affinity-cookie-path`.',
  parse: parseCookiePath,
};

const domain: AnnotationSpec<string> = {
  ...nginx,
  name: 'session-cookie-domain',
  form: 'a domain',
  default: 'none: the host of the request alone',
  example: 'example.com',
  doc: 'The domain to whose hosts browsers send the cookie.',
  parse: (text) => (isCookieDomain(text) ? valid(text) : invalid()),
};

const maxAge: AnnotationSpec<number> = {
  ...nginx,
  name: 'session-cookie-max-age',
  form: 'whole seconds without a unit, from 1',
  default: '`session-cookie-expires`',
  example: '"3600"',
  doc: 'As `affinity-cookie-max-age`.',
  parse: parseSeconds(longestAge * 1000),
};

const expires: AnnotationSpec<number> = {
  ...maxAge,
  name: 'session-cookie-expires',
  default: 'none: the cookie ends with the session of the browser',
  doc: 'As `session-cookie-max-age`, which decides where both are set: browsers heed the age before a date.',
};

const sameSite: AnnotationSpec<SameSite> = {
  ...nginx,
  name: 'session-cookie-samesite',
  form: '`None`, `Lax` or `Strict`',
  default: 'none',
  example: 'Lax',
  doc: 'As `affinity-cookie-samesite`.',
  parse: parseSameSite,
};

const secure: AnnotationSpec<boolean> = {
  ...nginx,
  name: 'session-cookie-secure',
  form: booleanForm,
  default: 'secure where the client came by HTTPS',
  example: '"true"',
  doc: 'As `affinity-cookie-secure`, but that `"false"` is the default.',
  parse: parseBoolean,
};

/** Those of ingress-nginx, in the order of the reference page. */
export const nginxAffinity: readonly AnnotationSpec[] = [
  affinity,
  mode,
  name,
  path,
  domain,
  maxAge,
  expires,
  sameSite,
  secure,
];

/** A cookie whose path may be that of each rule. */
export type CookieChoice = { readonly [Key in keyof AffinityPolicy]?: AffinityPolicy[Key] | undefined };

/** What the annotations of ingress-nginx ask for; undefined where they ask for no affinity. */
export function readNginxCookie(reader: AnnotationReader): CookieChoice | undefined {
  const wanted = reader.read(affinity);
  reader.read(mode);
  if (wanted === undefined) return undefined;
  const age = reader.read(maxAge) ?? reader.read(expires);
  return {
    cookie: reader.read(name) ?? 'INGRESSCOOKIE',
    path: reader.read(path),
    domain: reader.read(domain),
    maxAge: age === undefined ? undefined : age / 1000,
    sameSite: reader.read(sameSite),
    secure: reader.read(secure) === true ? true : undefined,
  };
}
