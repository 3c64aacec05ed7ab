import { compilePattern } from '../../base/index.ts';
import type { RouteMatch, ValueMatch } from '../../model/index.ts';

/** What route conditions look at, besides the path. */
export interface MatchRequest {
  /** Case-sensitive, as received. */
  readonly method: string;
  /** As received, without `?`; empty when there is none. */
  readonly query: string;
  /** Value of a header by its name in lower case; several lines joined by `, `. */
  header(name: string): string | undefined;
}

/** A condition that was prepared once, to be asked for every request. */
export type Condition = (request: MatchRequest) => boolean;

/**
 * Prepares the conditions of a match other than its path; undefined when there are none. A regular expression must fit
 * the whole value. Of a repeated query parameter the first counts; names and values are compared decoded.
 * Throws SyntaxError for a regular expression that is none.
 */
export function compileConditions(match: RouteMatch): Condition | undefined {
  const conditions: Condition[] = [];
  const { method } = match;
  if (method !== undefined) conditions.push((request) => request.method === method);
  for (const header of match.headers ?? []) {
    const holds = compileValue(header);
    conditions.push((request) => holds(request.header(header.name)));
  }
  for (const parameter of match.query ?? []) {
    const holds = compileValue(parameter);
    conditions.push((request) => holds(queryValue(request.query, parameter.name)));
  }
  const [first] = conditions;
  if (conditions.length <= 1) return first;
  return (request) => conditions.every((holds) => holds(request));
}

function compileValue(match: ValueMatch): (value: string | undefined) => boolean {
  const { kind, value: wanted } = match;
  if (kind === 'exact') return (value) => value === wanted;
  const pattern = compilePattern(wanted, { anchor: 'whole' });
  return (value) => value !== undefined && pattern.test(value);
}

/** First value of a query parameter, decoded; a parameter without `=` has the empty value. */
function queryValue(query: string, name: string): string | undefined {
  for (let start = 0; start < query.length; ) {
    const next = query.indexOf('&', start);
    const end = next < 0 ? query.length : next;
    const equals = query.indexOf('=', start);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    if (nameEnd > start && decodeForm(query.slice(start, nameEnd)) === name) {
      return decodeForm(query.slice(nameEnd + 1, end));
    }
    start = end + 1;
  }
  return undefined;
}

function decodeForm(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    // Broken escapes: what the client wrote is all there is to compare.
    return spaced;
  }
}
