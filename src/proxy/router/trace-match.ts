import {
  alternativeReadings,
  normalizePath,
  type Route,
  type RoutingTable,
  type VirtualHost,
} from '../../model/index.ts';
import { type CompiledHost, compileHost } from './compile-host.ts';
import { compileConditions, type MatchRequest } from './conditions.ts';
import { hostName } from './host-name.ts';
import { HostTable } from './host-table.ts';

/** A request as routing sees it. */
export interface TracedRequest extends MatchRequest {
  /** The Host field as sent; may be empty, may have a port. */
  readonly authority: string;
  /** As sent, without the query; `*` for OPTIONS of the server as a whole. */
  readonly path: string;
}

/** A condition of a route that the request does not meet. */
export interface FailedCondition {
  readonly on: 'path' | 'method' | 'header' | 'query';
  /** Of the header or the query parameter. */
  readonly name?: string;
}

/** A route of the host, and why it was not taken; one that fails in nothing comes after the winner. */
export interface TracedCandidate {
  /** Its place in the order of precedence, from 0. */
  readonly place: number;
  readonly route: Route;
  readonly failed: readonly FailedCondition[];
}

/** A way to read the path that leads elsewhere. */
export interface OtherReading {
  readonly path: string;
  /** Undefined where no route takes it. */
  readonly route: Route | undefined;
}

/** How the data plane decides on a request, step by step. */
export interface MatchTrace {
  /** `options`: OPTIONS * is answered 204; `no-host`, `no-path`: the Host field or the path is none, answered 400. */
  readonly outcome: 'route' | 'no-route' | 'ambiguous' | 'no-host' | 'no-path' | 'options';
  /** As looked up: lower case, without port; undefined where the Host field is none. */
  readonly host: string | undefined;
  /** Normalised, as matched and forwarded; undefined where it cannot be. */
  readonly path: string | undefined;
  readonly hostEntry: 'exact' | 'wildcard' | 'any' | 'none';
  readonly virtualHost: VirtualHost | undefined;
  /** The route of the path as it stands, also where the request is ambiguous. */
  readonly route: Route | undefined;
  /** True where `route` is the fallback of the table. */
  readonly fallback: boolean;
  /** In order of precedence: the winner, routes whose path fits, and some others. */
  readonly candidates: readonly TracedCandidate[];
  /** Routes of the host that are not among `candidates`. */
  readonly leftOut: number;
  readonly otherReading: OtherReading | undefined;
}

/** Routes that a trace lists at most. */
const mostCandidates = 50;

/** Decides as the data plane does, and says how. */
export type MatchTracer = (request: TracedRequest) => MatchTrace;

/** Traces one request. For several on one table, {@link createMatchTracer} prepares each host once. */
export function traceMatch(routing: RoutingTable, request: TracedRequest): MatchTrace {
  return createMatchTracer(routing)(request);
}

/** Makes a tracer; a host is prepared when it is first asked for. Throws SyntaxError then for an expression that is none. */
export function createMatchTracer({ hosts, fallback }: RoutingTable): MatchTracer {
  const table = new HostTable<HostTracer>();
  for (const virtualHost of hosts) table.set(virtualHost.host, new HostTracer(virtualHost));
  return (request) => {
    const name = request.authority === '' ? '' : hostName(request.authority);
    if (name === undefined) return { ...nothing, outcome: 'no-host' };
    if (request.path === '*') return { ...nothing, outcome: 'options', host: name };
    const path = normalizePath(request.path);
    if (path === undefined) return { ...nothing, outcome: 'no-path', host: name };
    const host = table.find(name);
    const place = host?.find(path, request);
    const other = alternativeReadings(path).find((reading) => host?.find(reading, request) !== place);
    const route = host?.routeAt(place) ?? fallback;
    return {
      outcome: other !== undefined ? 'ambiguous' : route === undefined ? 'no-route' : 'route',
      host: name,
      path,
      hostEntry: entryKind(host?.virtualHost),
      virtualHost: host?.virtualHost,
      route,
      fallback: place === undefined && fallback !== undefined,
      ...(host?.candidates(path, request, place) ?? { candidates: [], leftOut: 0 }),
      otherReading:
        other === undefined
          ? undefined
          : { path: other, route: host?.routeAt(host.find(other, request)) ?? fallback },
    };
  };
}

const nothing: Omit<MatchTrace, 'outcome'> = {
  host: undefined,
  path: undefined,
  hostEntry: 'none',
  virtualHost: undefined,
  route: undefined,
  fallback: false,
  candidates: [],
  leftOut: 0,
  otherReading: undefined,
};

function entryKind(virtualHost: VirtualHost | undefined): MatchTrace['hostEntry'] {
  if (virtualHost === undefined) return 'none';
  if (virtualHost.host === '*') return 'any';
  return virtualHost.host.startsWith('*.') ? 'wildcard' : 'exact';
}

/** The routes of one host: all together as the data plane has them, and each alone. */
class HostTracer {
  readonly virtualHost: VirtualHost;
  #together: CompiledHost<number> | undefined;
  #alone: readonly CompiledHost<true>[] | undefined;

  constructor(virtualHost: VirtualHost) {
    this.virtualHost = virtualHost;
  }

  /** The place of the route that takes a path. */
  find(path: string, request: MatchRequest): number | undefined {
    this.#together ??= compileHost(this.virtualHost, (_, place) => place);
    return this.#together.match(path, request);
  }

  routeAt(place: number | undefined): Route | undefined {
    return place === undefined ? undefined : this.virtualHost.routes[place];
  }

  candidates(
    path: string,
    request: MatchRequest,
    winner: number | undefined,
  ): { readonly candidates: readonly TracedCandidate[]; readonly leftOut: number } {
    const { host, routes } = this.virtualHost;
    this.#alone ??= routes.map(({ match, ...route }) =>
      compileHost({ host, routes: [{ ...route, match: { path: match.path } }] }, () => true),
    );
    const fitting: number[] = [];
    const others: number[] = [];
    for (const [place, alone] of this.#alone.entries()) {
      if (place === winner) continue;
      const list = alone.match(path, request) === true ? fitting : others;
      if (list.length < mostCandidates) list.push(place);
    }
    const listed = [...(winner === undefined ? [] : [winner]), ...fitting, ...others].slice(
      0,
      mostCandidates,
    );
    const fits = new Set(fitting);
    const candidates = listed
      .sort((a, b) => a - b)
      .flatMap((place): TracedCandidate[] => {
        const route = routes[place];
        if (route === undefined) return [];
        const failed = place === winner ? [] : failedConditions(route, fits.has(place), request);
        return [{ place, route, failed }];
      });
    return { candidates, leftOut: routes.length - candidates.length };
  }
}

function failedConditions(
  { match }: Route,
  pathFits: boolean,
  request: MatchRequest,
): readonly FailedCondition[] {
  const { path, method, headers = [], query = [] } = match;
  const failed: FailedCondition[] = pathFits ? [] : [{ on: 'path' }];
  const holds = (conditions: Parameters<typeof compileConditions>[0]): boolean =>
    compileConditions(conditions)?.(request) ?? true;
  if (method !== undefined && !holds({ path, method })) failed.push({ on: 'method' });
  for (const header of headers)
    if (!holds({ path, headers: [header] })) failed.push({ on: 'header', name: header.name });
  for (const parameter of query)
    if (!holds({ path, query: [parameter] })) failed.push({ on: 'query', name: parameter.name });
  return failed;
}
