import type { Pattern } from '../../base/index.ts';
import type { Route, VirtualHost } from '../../model/index.ts';
import type { Condition, MatchRequest } from './conditions.ts';
import { compileConditions } from './conditions.ts';
import { compilePathPattern, prefixOf } from './path-pattern.ts';

/** The routes of a host, arranged for look-up. */
export interface CompiledHost<T> {
  /** The value of the first route that matches; `path` is normalised. */
  match(path: string, request: MatchRequest): T | undefined;
}

interface Candidate<T> {
  readonly index: number;
  readonly value: T;
  readonly holds: Condition | undefined;
}

interface PatternCandidate<T> extends Candidate<T> {
  readonly pattern: Pattern;
}

/** Prefixes of one depth (number of segments), and the best place among them. */
interface Level<T> {
  readonly byPrefix: Map<string, Candidate<T>[]>;
  readonly firstIndex: number;
}

/**
 * Arranges the routes of a host so that a match costs the same for one route and for thousands: a map of exact paths,
 * and a map of prefixes for each depth that has any, asked from the deepest up. Expressions, and routes that differ only
 * in their conditions, are tried in turn. Answers as {@link matchLinear} does for any order of routes. `prepare` is called once for each route, in order.
 *
 * Throws SyntaxError for a regular expression that is none.
 */
export function compileHost<T>(
  host: VirtualHost,
  prepare: (route: Route, index: number) => T,
): CompiledHost<T> {
  const exact = new Map<string, Candidate<T>[]>();
  const levels: (Level<T> | undefined)[] = [];
  const patterns: PatternCandidate<T>[] = [];
  for (const [index, route] of host.routes.entries()) {
    const { path } = route.match;
    const candidate = { index, value: prepare(route, index), holds: compileConditions(route.match) };
    if (path.kind === 'exact') addCandidate(exact, path.value, candidate);
    else if (path.kind === 'regex') patterns.push({ ...candidate, pattern: compilePathPattern(path) });
    else {
      const prefix = prefixOf(path.value);
      const depth = countSlashes(prefix);
      const level = levels[depth] ?? { byPrefix: new Map(), firstIndex: index };
      levels[depth] = level;
      addCandidate(level.byPrefix, prefix, candidate);
    }
  }
  return {
    match(path, request) {
      let best = exact.size > 0 ? pick(exact.get(path), request, undefined) : undefined;
      if (levels.length > 0) best = matchPrefixes(levels, path, request, best);
      if (patterns.length > 0) best = matchPatterns(patterns, path, request, best);
      return best?.value;
    },
  };
}

function matchPrefixes<T>(
  levels: readonly (Level<T> | undefined)[],
  path: string,
  request: MatchRequest,
  found: Candidate<T> | undefined,
): Candidate<T> | undefined {
  // Finds where the deepest prefix that may match ends, so that a path of a thousand slashes costs no more than
  // the deepest rule.
  let depth = 0;
  let end = 0;
  while (depth < levels.length - 1 && end < path.length) {
    const slash = path.indexOf('/', end + 1);
    end = slash < 0 ? path.length : slash;
    depth += 1;
  }
  let best = found;
  for (; depth >= 0; depth -= 1) {
    const level = levels[depth];
    if (level !== undefined && (best === undefined || level.firstIndex < best.index)) {
      best = pick(level.byPrefix.get(path.slice(0, end)), request, best);
    }
    end = path.lastIndexOf('/', end - 1);
  }
  return best;
}

function matchPatterns<T>(
  patterns: readonly PatternCandidate<T>[],
  path: string,
  request: MatchRequest,
  found: Candidate<T> | undefined,
): Candidate<T> | undefined {
  for (const candidate of patterns) {
    if (found !== undefined && found.index < candidate.index) return found;
    if (candidate.pattern.test(path) && (candidate.holds?.(request) ?? true)) return candidate;
  }
  return found;
}

/** The first of `candidates` (in order of place) that comes before `found` and whose conditions hold, else `found`. */
function pick<T>(
  candidates: readonly Candidate<T>[] | undefined,
  request: MatchRequest,
  found: Candidate<T> | undefined,
): Candidate<T> | undefined {
  if (candidates === undefined) return found;
  for (const candidate of candidates) {
    if (found !== undefined && found.index < candidate.index) return found;
    if (candidate.holds === undefined || candidate.holds(request)) return candidate;
  }
  return found;
}

function addCandidate<T>(map: Map<string, Candidate<T>[]>, key: string, candidate: Candidate<T>): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [candidate]);
  // After a route without conditions nothing on the same path can be reached.
  else if (list.at(-1)?.holds !== undefined) list.push(candidate);
}

function countSlashes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('/'); at >= 0; at = text.indexOf('/', at + 1)) count += 1;
  return count;
}
