import type { AnnotatedRoute, AnnotationSpec, FeatureAnnotations } from '../annotation.ts';
import {
  booleanForm,
  invalid,
  parseBoolean,
  parseDuration,
  parseOneOf,
  valid,
} from '../annotation-values.ts';
import type { AffinityPolicy } from '../policies.ts';
import { isToken } from '../token.ts';
import { isCookiePath, longestAge } from './cookie-syntax.ts';
import { nginxAffinity, readNginxCookie } from './nginx-annotations.ts';
import { parseCookiePath, parseSameSite } from './parse-attributes.ts';

const own = { dialect: 'sluice', onInvalid: 'ignored' } as const;

const affinity: AnnotationSpec<'cookie'> = {
  ...own,
  name: 'affinity',
  form: '`cookie`',
  default: 'none',
  example: 'cookie',
  doc: 'Brings a client back to the pod that answered it first, by a cookie that tells nothing of the pod. Without a cookie the pod is chosen as `load-balance` says; a pod that is gone or failing is replaced, and the client gets a new cookie. Pods see the cookie too.',
  parse: parseOneOf('cookie'),
};

const name: AnnotationSpec<string> = {
  ...own,
  name: 'affinity-cookie-name',
  form: 'the name of a cookie, at most 128 characters',
  default: '`sluice-affinity`',
  example: 'session-pod',
  doc: 'The name of the cookie.',
  parse: (text) => (isToken(text) ? valid(text) : invalid()),
};

const maxAge: AnnotationSpec<number> = {
  ...own,
  name: 'affinity-cookie-max-age',
  form: 'a duration such as 30m or 24h, or a whole number of seconds, from 1s to 9600h',
  default: 'none: the cookie ends with the session of the browser',
  example: '24h',
  doc: 'How long browsers keep the cookie from when it was given; it is not renewed while it leads to a pod.',
  parse(text) {
    const parsed = parseDuration(longestAge * 1000)(text);
    if (parsed.kind === 'invalid') return parsed;
    return parsed.value < 1000 ? invalid() : valid(Math.floor(parsed.value / 1000));
  },
};

const path: AnnotationSpec<string> = {
  ...own,
  name: 'affinity-cookie-path',
  form: 'a path that begins with `/`, without `;` and blanks',
  default: 'the path of the rule; `/` where that is an expression',
  example: '/',
  doc: 'The path below which browsers send the cookie.',
  parse: parseCookiePath,
};

const sameSite: AnnotationSpec<NonNullable<AffinityPolicy['sameSite']>> = {
  ...own,
  name: 'affinity-cookie-samesite',
  form: '`None`, `Lax` or `Strict`',
  default: 'none',
  example: 'Lax',
  doc: 'Whether browsers send the cookie with requests that other sites cause. They take `None` from secure cookies only.',
  parse: parseSameSite,
};

const secure: AnnotationSpec<boolean> = {
  ...own,
  name: 'affinity-cookie-secure',
  form: booleanForm,
  default: 'as the connection of the client: secure where it came by HTTPS',
  example: '"true"',
  doc: 'Whether browsers send the cookie over HTTPS alone.',
  parse: parseBoolean,
};

const details: readonly AnnotationSpec[] = [name, maxAge, path, sameSite, secure];
const idle = 'affinity is not set, so there is no cookie';

/** Annotations that bring clients back to the pod they had. */
export const affinityAnnotations: FeatureAnnotations<AffinityPolicy> = {
  title: 'Session affinity',
  doc: 'A cookie that brings a client back to the same pod, by whichever worker process and after a restart too. It is `HttpOnly`. It comes before `load-balance` and, in routes that share requests among several backends, before their weights.',
  annotations: [affinity, name, maxAge, path, sameSite, secure, ...nginxAffinity],
  read(reader) {
    const nginx = readNginxCookie(reader);
    if (reader.read(affinity) === undefined && nginx === undefined) {
      for (const spec of details) if (reader.read(spec) !== undefined) reader.reject(spec, idle);
      return undefined;
    }
    const domain = nginx?.domain;
    const age = reader.read(maxAge) ?? nginx?.maxAge;
    const site = reader.read(sameSite) ?? nginx?.sameSite;
    const https = reader.read(secure) ?? nginx?.secure;
    const everywhere = reader.read(path) ?? nginx?.path;
    const shared = {
      cookie: reader.read(name) ?? nginx?.cookie ?? 'sluice-affinity',
      ...(domain !== undefined && { domain }),
      ...(age !== undefined && { maxAge: age }),
      ...(site !== undefined && { sameSite: site }),
      ...(https !== undefined && { secure: https }),
    };
    return (route) => ({ ...shared, path: everywhere ?? pathOf(route) });
  },
};

/** Browsers send a cookie of `/a` to `/a/` as well, but not the other way round. */
function pathOf({ path }: AnnotatedRoute): string {
  if (path?.match === undefined || path.match.kind === 'regex') return '/';
  const plain = path.match.value.replace(/\/+$/, '');
  return isCookiePath(plain) ? plain : '/';
}
