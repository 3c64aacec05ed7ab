import type { IngressPath } from '../../kubernetes/types/index.ts';
import { normalizePath, type PathMatch } from '../../model/index.ts';

/**
 * How requests must look to take a path of a rule, in the form requests are matched in; undefined for a path
 * that no request can have. ImplementationSpecific works as Prefix, and no path as `/`.
 */
export function matchRulePath(path: IngressPath): PathMatch | undefined {
  const escaped = escapeUnicode(path.path === undefined || path.path === '' ? '/' : path.path);
  const value = escaped === undefined ? undefined : normalizePath(escaped);
  if (value === undefined) return undefined;
  return { kind: path.pathType === 'Exact' ? 'exact' : 'prefix', value };
}

// Clients send what is not ASCII as escaped UTF-8 (RFC 3987 3.1); people write it plainly.
function escapeUnicode(path: string): string | undefined {
  if (!/[^\0-\x7f]/.test(path)) return path;
  if (/\p{Surrogate}/u.test(path)) return undefined;
  return path.replace(/[^\0-\x7f]+/g, encodeURIComponent);
}
