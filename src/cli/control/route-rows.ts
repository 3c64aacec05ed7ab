import type { ControllerDescription } from '../../controller/index.ts';
import { formatRef, type LoadBalancer, type Route } from '../../model/index.ts';
import type { ProviderReport } from '../../provider/index.ts';
import type { RouteRow, Traffic } from '../wire/wire.ts';

/** A route with its place. */
export interface PlacedRoute {
  readonly balancer: LoadBalancer;
  /** Empty for the fallback of the load balancer. */
  readonly host: string;
  readonly route: Route;
}

/** All routes, in order of load balancer, host and precedence. */
export function* placedRoutes(loadBalancers: readonly LoadBalancer[]): Generator<PlacedRoute> {
  for (const balancer of loadBalancers) {
    const { hosts, fallback } = balancer.routing;
    for (const { host, routes } of hosts) for (const route of routes) yield { balancer, host, route };
    if (fallback !== undefined) yield { balancer, host: '', route: fallback };
  }
}

/** What a search for routes looks at. */
export function routeText({ balancer, host, route }: PlacedRoute): string {
  const { action, match, origin } = route;
  const to =
    action.kind === 'forward' ? action.backends.map(({ backend }) => backend).join(' ') : action.reason;
  return `${host}${match.path.value} ${formatRef(origin)} ${to} ${balancer.id}`;
}

/** What the rows of routes are made from. */
export interface RouteView extends Pick<ControllerDescription, 'answers' | 'endpoints'> {
  traffic(placed: PlacedRoute): Traffic | undefined;
}

/** Makes rows of routes; what it looks up is indexed once, and only when the first row is made. */
export function routeRowMaker(view: RouteView): (placed: PlacedRoute) => RouteRow {
  let index: Index | undefined;
  return (placed) => {
    index ??= indexView(view);
    return routeRow(placed, index, view.traffic(placed));
  };
}

interface Index {
  readonly answers: ReadonlyMap<string, ProviderReport>;
  /** Endpoints in use, by backend. */
  readonly endpoints: ReadonlyMap<string, number>;
}

function indexView({ answers, endpoints }: RouteView): Index {
  return {
    answers: new Map(answers.map((answer) => [answer.loadBalancer, answer])),
    endpoints: new Map(endpoints.map((entry) => [entry.backend, entry.endpoints.length])),
  };
}

function routeRow(
  { balancer, host, route }: PlacedRoute,
  index: Index,
  traffic: Traffic | undefined,
): RouteRow {
  const { action, match, origin, policies = {} } = route;
  const answer = index.answers.get(balancer.id);
  const weighted = action.kind === 'forward' ? action.backends : [];
  const backends = weighted.map(({ backend, weight }) => ({
    backend,
    weight,
    endpoints: index.endpoints.get(backend) ?? 0,
  }));
  return {
    loadBalancer: balancer.id,
    instanceId: answer?.instanceId,
    host: host === '' ? '*' : host,
    path: host === '' ? '' : match.path.value,
    match: host === '' ? 'fallback' : match.path.kind,
    origin: formatRef(origin),
    state: stateOf(route, backends, answer?.programmed === true),
    backends,
    ...(action.kind === 'respond' ? { answer: { status: action.status, reason: action.reason } } : {}),
    policies: Object.keys(policies),
    traffic,
  };
}

function stateOf({ action }: Route, backends: RouteRow['backends'], programmed: boolean): RouteRow['state'] {
  if (!programmed) return 'not-programmed';
  if (action.kind === 'respond') return 'refused';
  return backends.some(({ endpoints, weight }) => endpoints > 0 && weight > 0) ? 'served' : 'no-endpoint';
}
