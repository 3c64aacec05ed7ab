/** A prefix value as it is compared: without trailing slash; `/` becomes the empty string. */
export function prefixOf(value: string): string {
  return value.endsWith('/') ? value.slice(0, -1) : value;
}

/**
 * A path expression, anchored at the start. Throws SyntaxError for one that is none.
 *
 * Whoever fills expressions into the model must prove that they match in linear time: a request must not be able to
 * hold up a worker.
 */
export function compilePattern(source: string): RegExp {
  return new RegExp(`^(?:${source})`);
}
