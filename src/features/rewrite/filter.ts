import { compilePattern, maxPatternLength } from '../../base/index.ts';
import { alternativeReadings, normalizePath } from '../../model/index.ts';
import type { FeatureFilter, FilterAnswer, FilteredRequest } from '../filter.ts';
import type { RewritePolicy } from '../policies.ts';

const longestPath = 4096;

/** Twice what a client may send: a target may name a group many times. */
const longestWritten = 16_384;

const tooLong: FilterAnswer = { status: 414, reason: 'UriTooLong', headers: [] };
const ambiguous: FilterAnswer = { status: 400, reason: 'AmbiguousPath', headers: [] };

/** Gives the path another form for the backend. Routes are matched before, on the path as it came. */
export const rewriteFilter: FeatureFilter<RewritePolicy> = {
  accepts(value): value is RewritePolicy {
    if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
    const fields: Readonly<Record<string, unknown>> = { ...value };
    switch (value.kind) {
      case 'prefix':
        return isPath(fields['prefix']) && isPath(fields['replacement']);
      case 'pattern':
        return isPattern(fields['pattern']) && isTarget(fields['target']) && isFlag(fields['ignoreCase']);
      case 'path':
        return isPath(fields['path']);
      default:
        return false;
    }
  },

  compile(policy) {
    const rewrite = compileRewrite(policy);
    return { onRequest: (request) => apply(rewrite, request) };
  },

  describe(_policy, { path, request, answer }) {
    if (answer === tooLong) return `answers 414: what ${path} becomes is too long`;
    if (answer !== undefined) return `answers 400: what ${path} becomes is ambiguous`;
    return request.path === path ? `${path} stays as it is` : `${path} becomes ${request.path}`;
  },
};

interface Rewrite {
  /** The new path, not yet normalised; undefined for no change. */
  readonly pathFor: (path: string) => string | undefined;
  /** A folder that no new path may leave: what the policy writes, up to the last slash before what the client wrote. */
  readonly folder: string;
}

/**
 * What the client wrote may combine into `..`, and a backend may read `%2F` or `;` in ways of its own: a new path that leaves
 * the folder by any reading is refused (the bug of CVE-2026-67309, in another proxy).
 */
function apply({ pathFor, folder }: Rewrite, request: FilteredRequest): FilterAnswer | undefined {
  const written = pathFor(request.path);
  if (written === undefined) return undefined;
  if (written.length > longestWritten) return tooLong;
  const path = normalizePath(written);
  if (path === undefined || !lies(path, folder)) return ambiguous;
  for (const reading of alternativeReadings(path)) if (!lies(reading, folder)) return ambiguous;
  request.path = path;
  return undefined;
}

function lies(path: string, folder: string): boolean {
  return path.startsWith(folder) || (path.length + 1 === folder.length && folder.startsWith(path));
}

function compileRewrite(policy: RewritePolicy): Rewrite {
  switch (policy.kind) {
    case 'prefix':
      return compilePrefix(policy.prefix, policy.replacement);
    case 'pattern':
      return compileTarget(policy);
    case 'path':
      return { pathFor: () => policy.path, folder: '/' };
  }
}

function compilePrefix(prefix: string, replacement: string): Rewrite {
  const matched = withoutTrailingSlash(prefix);
  const written = withoutTrailingSlash(normalizePath(replacement) ?? replacement);
  const pathFor = (path: string): string | undefined => {
    const rest = path.slice(matched.length);
    if (!path.startsWith(matched) || (rest !== '' && !rest.startsWith('/'))) return undefined;
    return `${written}${rest}` || '/';
  };
  return { pathFor, folder: `${written}/` };
}

/**
 * The pattern meets the normalised path, in which all but unreserved characters are escaped; nginx would match the decoded
 * one. So `%20` is written `%20` in a pattern, and a `%2F` never turns into a separator on the way.
 */
function compileTarget(policy: RewritePolicy & { readonly kind: 'pattern' }): Rewrite {
  const pattern = compilePattern(policy.pattern, { ignoreCase: policy.ignoreCase === true });
  // Literal text and numbers of groups by turns.
  const pieces = policy.target.split(/\$([1-9])/);
  const [first = ''] = pieces;
  const pathFor = (path: string): string | undefined => {
    if (pieces.length === 1) return pattern.test(path) ? first : undefined;
    const groups = pattern.exec(path);
    if (groups === undefined) return undefined;
    let target = first;
    for (let i = 1; i + 1 < pieces.length; i += 2) {
      target += (groups[Number(pieces[i])] ?? '') + (pieces[i + 1] ?? '');
    }
    return target;
  };
  const folder =
    pieces.length === 1 ? '/' : (normalizePath(first.slice(0, first.lastIndexOf('/') + 1)) ?? '/');
  return { pathFor, folder };
}

function withoutTrailingSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && value.length <= longestPath && normalizePath(value) !== undefined;
}

function isPattern(value: unknown): boolean {
  return typeof value === 'string' && value.length <= maxPatternLength;
}

/** Without its references a target is a path; it may begin with one. */
function isTarget(value: unknown): boolean {
  return typeof value === 'string' && isPath(value.replaceAll(/\$[1-9]/g, '').replace(/^(?!\/)/, '/'));
}

function isFlag(value: unknown): boolean {
  return value === undefined || value === true;
}
