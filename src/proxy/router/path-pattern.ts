import { compilePattern, type Pattern } from '../../base/index.ts';
import type { PathMatch } from '../../model/index.ts';

/** A prefix value as it is compared: without trailing slash; `/` becomes the empty string. */
export function prefixOf(value: string): string {
  return value.endsWith('/') ? value.slice(0, -1) : value;
}

/** A path expression, anchored at the start. Throws SyntaxError for one that is none. */
export function compilePathPattern(match: PathMatch & { readonly kind: 'regex' }): Pattern {
  return compilePattern(match.value, { ignoreCase: match.ignoreCase === true, anchor: 'start' });
}
