import { formatRef, type PathMatch, type Route } from '../model/index.ts';
import type { FailedCondition, MatchTrace, TracedCandidate } from '../proxy/index.ts';
import type { Loser } from './explanation.ts';
import { type RuleIndex, routeText, toExplainedRule } from './rule-index.ts';
import type { WrittenRule } from './sources.ts';

/** Rules on the path of the winner that are listed at most. */
const mostShadowed = 50;

/** The routes that did not take the request, those that would have first, and rules that never became a route. */
export function explainLosers(
  trace: MatchTrace,
  index: RuleIndex,
  owners: ReadonlySet<string>,
): readonly Loser[] {
  const { candidates, route: winner, virtualHost, fallback } = trace;
  const host = virtualHost?.host;
  const losers = candidates
    .filter(({ route }) => route !== winner)
    .map((candidate) => toLoser(candidate, fallback ? undefined : winner, host, index));
  const shadowed =
    winner === undefined || fallback || host === undefined
      ? []
      : shadowedBy(winner, trace, index, owners).map((rule) => toShadowed(rule, winner));
  const fitting = losers.filter(({ fits }) => fits);
  return [...shadowed, ...fitting, ...losers.filter(({ fits }) => !fits)];
}

function toLoser(
  { route, failed }: TracedCandidate,
  winner: Route | undefined,
  host: string | undefined,
  index: RuleIndex,
): Loser {
  const { origin, match } = route;
  const fits = failed.length === 0;
  return {
    object: formatRef(origin),
    route: routeText(match.path),
    ...toExplainedRule(index.ruleOf(origin, host, match.path)),
    fits,
    why: fits
      ? comesLater(match.path, winner?.match.path)
      : failed.map((condition) => failureText(condition, route)).join('; '),
  };
}

function comesLater(path: PathMatch, winner: PathMatch | undefined): string {
  if (winner === undefined) return 'comes later';
  if (winner.kind === 'exact' && path.kind !== 'exact') return `exact comes before prefix`;
  if (winner.value.length > path.value.length) return `${routeText(winner)} is longer`;
  return `comes after ${routeText(winner)} in the order of routes`;
}

function failureText({ on, name }: FailedCondition, { match }: Route): string {
  switch (on) {
    case 'path':
      return 'the path does not fit';
    case 'method':
      return `takes method ${match.method} only`;
    case 'header':
      return `the header ${name} does not fit`;
    case 'query':
      return `the query parameter ${name} does not fit`;
  }
}

/** Rules of the same instance, host and path that an older rule keeps from becoming a route. */
function shadowedBy(
  winner: Route,
  { virtualHost, candidates }: MatchTrace,
  index: RuleIndex,
  owners: ReadonlySet<string>,
): readonly WrittenRule[] {
  const host = virtualHost?.host ?? '*';
  const { path } = winner.match;
  const own = index.ruleOf(winner.origin, host, path);
  // A prefix and an expression may be written alike, and both be routes.
  const routes = candidates.filter(({ route }) => route !== winner && route.match.path.value === path.value);
  const origins = new Set(routes.map(({ route }) => formatRef(route.origin)));
  return index
    .like(host, path)
    .filter(
      (rule) => rule !== own && owners.has(formatRef(rule.ingress)) && !origins.has(formatRef(rule.ingress)),
    )
    .slice(0, mostShadowed);
}

function toShadowed(rule: WrittenRule, winner: Route): Loser {
  const same = formatRef(rule.ingress) === formatRef(winner.origin);
  return {
    object: formatRef(rule.ingress),
    route: routeText(winner.match.path),
    ...toExplainedRule(rule),
    fits: true,
    why: same
      ? 'the same path stands earlier in the Ingress'
      : `the same path, and ${formatRef(winner.origin)} is older`,
  };
}
