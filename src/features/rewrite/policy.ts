/** How the path changes on the way to the backend; the query stays. */
export type RewritePolicy =
  /** The prefix that the route matched is replaced, by whole segments. Both start with `/`. */
  | { readonly kind: 'prefix'; readonly prefix: string; readonly replacement: string }
  /** The whole path becomes `target`, with `$1` to `$9` from `pattern` (RE2 syntax) searched in it; unmatched: no change. */
  | {
      readonly kind: 'pattern';
      readonly pattern: string;
      readonly ignoreCase?: true;
      readonly target: string;
    }
  /** The whole path becomes `path`. */
  | { readonly kind: 'path'; readonly path: string };
