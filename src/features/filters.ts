import { affinityFilter } from './affinity/filter.ts';
import { approximationFilter } from './approximation/filter.ts';
import { bodySizeFilter } from './body-size/filter.ts';
import type {
  FeatureFilter,
  Filter,
  FilterAnswer,
  FilteredRequest,
  FilteredResponse,
  FilterOutcome,
} from './filter.ts';
import { headersFilter } from './headers/filter.ts';
import { healthCheckFilter } from './health-check/filter.ts';
import { loadBalanceFilter } from './load-balance/filter.ts';
import type { FeatureName, RoutePolicies } from './policies.ts';
import { retriesFilter } from './retries/filter.ts';
import { rewriteFilter } from './rewrite/filter.ts';
import { sslRedirectFilter } from './ssl-redirect/filter.ts';
import { timeoutsFilter } from './timeouts/filter.ts';

export type { Filter, FilterAnswer, FilteredRequest, FilteredResponse } from './filter.ts';

type Policies = Required<RoutePolicies>;

const features: { readonly [Name in FeatureName]: FeatureFilter<Policies[Name]> } = {
  affinity: affinityFilter,
  approximation: approximationFilter,
  bodySize: bodySizeFilter,
  headers: headersFilter,
  healthCheck: healthCheckFilter,
  retries: retriesFilter,
  loadBalance: loadBalanceFilter,
  rewrite: rewriteFilter,
  sslRedirect: sslRedirectFilter,
  timeouts: timeoutsFilter,
};

/** The order filters run in: what ends the request first; header changes last, so that they have the last word. */
const order = [
  'bodySize',
  'sslRedirect',
  'rewrite',
  'headers',
  'timeouts',
  'retries',
  'healthCheck',
  'affinity',
  'loadBalance',
  'approximation',
] as const satisfies readonly FeatureName[];

/** What one feature does to a request, in words. */
export interface FilterDescription {
  readonly feature: FeatureName;
  readonly text: string;
  /** Set where the filter ends the request; no later filter runs then. */
  readonly answer?: FilterAnswer;
}

/** True for policies that may run. They come from our own control process, yet a worker takes nothing on trust. */
export function isRoutePolicies(value: unknown): value is RoutePolicies {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([name, policy]) => isFeatureName(name) && features[name].accepts(policy),
  );
}

/**
 * One filter for all that a route asks for; undefined when nothing of it takes one. It has `onRequest` or `onResponse`
 * only where some feature has. Throws SyntaxError for a pattern that is none.
 */
export function compileFilters(policies: RoutePolicies): Filter | undefined {
  const filters = order.map((name) => compileOne(name, policies)).filter((filter) => filter !== undefined);
  const [only] = filters;
  return filters.length <= 1 ? only : inTurn(filters);
}

/** Runs the filters of a route on a request, which stays as it is, and says what each does. */
export function describeFilters(
  policies: RoutePolicies,
  request: FilteredRequest,
): readonly FilterDescription[] {
  const current = { ...request, headers: [...request.headers] };
  const described: FilterDescription[] = [];
  for (const feature of order) {
    const { path } = current;
    const answer = compileOne(feature, policies)?.onRequest?.(current);
    const text = describeOne(feature, policies, { path, request: current, answer });
    if (text !== undefined) described.push({ feature, text, ...(answer !== undefined && { answer }) });
    if (answer !== undefined) break;
  }
  return described;
}

function compileOne<Name extends FeatureName>(name: Name, policies: Partial<Policies>): Filter | undefined {
  const policy: Policies[Name] | undefined = policies[name];
  return policy === undefined ? undefined : features[name].compile(policy);
}

function describeOne<Name extends FeatureName>(
  name: Name,
  policies: Partial<Policies>,
  outcome: FilterOutcome,
): string | undefined {
  const policy: Policies[Name] | undefined = policies[name];
  return policy === undefined ? undefined : features[name].describe(policy, outcome);
}

function isFeatureName(name: string): name is FeatureName {
  return Object.hasOwn(features, name);
}

function inTurn(filters: readonly Filter[]): Filter {
  const request = filters.filter((filter) => filter.onRequest !== undefined);
  const response = filters.filter((filter) => filter.onResponse !== undefined);
  return {
    ...(request.length > 0 && { onRequest: (message) => askInTurn(request, message) }),
    ...(response.length > 0 && { onResponse: (message) => changeInTurn(response, message) }),
  };
}

function askInTurn(filters: readonly Filter[], request: FilteredRequest): FilterAnswer | undefined {
  for (const filter of filters) {
    const answer = filter.onRequest?.(request);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function changeInTurn(filters: readonly Filter[], response: FilteredResponse): void {
  for (const filter of filters) filter.onResponse?.(response);
}
