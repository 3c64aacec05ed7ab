import { formatRef, type Route } from '../model/index.ts';
import type { MatchTrace } from '../proxy/index.ts';
import type { ExplainedBackend, Winner } from './explanation.ts';
import { type RuleIndex, routeText, toExplainedRule } from './rule-index.ts';
import type { ExplainSources } from './sources.ts';

/** Endpoints of a backend that are listed at most. */
const mostEndpoints = 100;

/** The route that takes a request, and where it leads; undefined where none does. */
export function explainWinner(
  { route, fallback, virtualHost }: MatchTrace,
  sources: ExplainSources,
  index: RuleIndex,
): Winner | undefined {
  if (route === undefined) return undefined;
  const { origin, match } = route;
  const place = sources.place(origin);
  return {
    object: formatRef(origin),
    ...(place === undefined ? {} : { place }),
    ...toExplainedRule(index.ruleOf(origin, fallback ? undefined : virtualHost?.host, match.path)),
    route: routeText(match.path),
    fallback,
    backends: backendsOf(route, sources),
  };
}

function backendsOf({ action }: Route, sources: ExplainSources): readonly ExplainedBackend[] {
  if (action.kind !== 'forward') return [];
  return action.backends.map(({ backend: id, weight }) => {
    const backend = sources.backends.find((known) => known.id === id);
    const known = backend === undefined ? [] : sources.endpoints(backend);
    const endpoints = known ?? [];
    // Those in use first: a Service may have thousands.
    const sorted = [...endpoints].sort((a, b) => Number(b.used) - Number(a.used));
    return {
      id,
      weight,
      endpointsKnown: known !== undefined,
      endpoints: sorted.slice(0, mostEndpoints),
      endpointsLeftOut: Math.max(0, sorted.length - mostEndpoints),
    };
  });
}
