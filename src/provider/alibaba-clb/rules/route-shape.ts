import type { RouteMatch } from '../../../model/index.ts';

/** Longest Url of a rule. */
const maxUrl = 80;

/**
 * Which paths a route takes, as far as prefixes of plain text can tell.
 * `exact` and `prefix` take what the route takes; `prefix` is without trailing slash, empty for all paths.
 * `within`: some of the paths that begin with one of `starts`, which ones CLB cannot say; `why` completes "the load balancer
 * has no".
 */
export type RouteShape =
  | { readonly kind: 'exact'; readonly path: string }
  | { readonly kind: 'prefix'; readonly path: string }
  | { readonly kind: 'within'; readonly starts: readonly string[]; readonly why: string };

/** What CLB can tell of a match. */
export function shapeOf({ path, method, headers = [], query = [] }: RouteMatch): RouteShape {
  if (path.kind === 'regex') {
    const start = literalStart(path.value);
    const starts = path.ignoreCase === true ? spellings(start) : [start];
    return within(starts, 'regular expressions');
  }
  const plain = path.kind === 'prefix' && path.value.endsWith('/') ? path.value.slice(0, -1) : path.value;
  if (plain !== '' && !isUrl(plain)) {
    const why = `paths with characters other than letters, digits and -/.%, or of more than ${maxUrl}`;
    return within([plain], why);
  }
  const conditions = [
    ...(method === undefined ? [] : ['methods']),
    ...(headers.length === 0 ? [] : ['header fields']),
    ...(query.length === 0 ? [] : ['query parameters']),
  ];
  if (conditions.length > 0) return within([plain], `conditions on ${conditions.join(' and ')}`);
  return { kind: path.kind, path: plain };
}

/** Whether a rule may have this Url, `/` included, which is then the root rule. */
export function isUrl(path: string): boolean {
  return path.length <= maxUrl && /^\/[A-Za-z0-9\-/.%]*$/.test(path);
}

/** Cuts each text to the longest Url it begins with, so that a rule takes all that begins with the text, and more. */
function within(texts: readonly string[], why: string): RouteShape {
  const starts = texts.map((text) => {
    const [start = '/'] = /^\/[A-Za-z0-9\-/.%]*/.exec(text) ?? [];
    // Half an escape is no prefix of any Url.
    return start.slice(0, maxUrl).replace(/%[0-9A-Fa-f]?$/, '');
  });
  return { kind: 'within', starts: [...new Set(starts)], why };
}

/**
 * A text that every path an expression takes begins with; `/` where that is not plain to see. In doubt shorter: it says
 * which requests no other rule may have.
 */
function literalStart(pattern: string): string {
  if (hasOuterChoice(pattern)) return '/';
  const [literal = ''] = /^[^\\^$.|?*+()[\]{]*/.exec(pattern) ?? [];
  const repeated = /^[?*+{]/.test(pattern.slice(literal.length));
  return repeated ? literal.slice(0, -1) : literal;
}

/** Each costs a rule; more letters would leave more to others. */
const mostSpellings = 4;

/** The ways to write the first letters of a text in upper and lower case. */
function spellings(text: string): readonly string[] {
  let texts: readonly string[] = [''];
  for (const character of text) {
    const cases = [...new Set([character.toUpperCase(), character.toLowerCase()])];
    if (texts.length * cases.length > mostSpellings) break;
    texts = texts.flatMap((start) => cases.map((other) => start + other));
  }
  return texts;
}

/** Whether alternatives may stand outside of every group; where classes or escapes make it hard to see, yes. */
function hasOuterChoice(pattern: string): boolean {
  if (!pattern.includes('|')) return false;
  if (/[\\[]/.test(pattern)) return true;
  let depth = 0;
  for (const character of pattern) {
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === '|' && depth === 0) return true;
  }
  return false;
}
