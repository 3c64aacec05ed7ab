import type { RoutePolicies } from '../features/policies.ts';
import type { ObjectRef } from './object-ref.ts';
import type { Reason } from './reasons.ts';

/**
 * How the path of a request is matched, in normalised form (RFC 3986 6.2.2), case-sensitive.
 * `prefix` is element-wise: `/foo` takes `/foo`, `/foo/` and `/foo/bar`, not `/foobar`; a trailing slash of
 * the value is kept for precedence and ignored for matching. `regex` (RE2 syntax) is anchored at the start.
 */
export type PathMatch =
  | { readonly kind: 'exact'; readonly value: string }
  | { readonly kind: 'prefix'; readonly value: string }
  | { readonly kind: 'regex'; readonly value: string; readonly ignoreCase?: true };

/** A condition on a header (name in lower case) or on a query parameter (name as written). */
export interface ValueMatch {
  readonly name: string;
  readonly kind: 'exact' | 'regex';
  readonly value: string;
}

/** All conditions must hold; absent ones hold always. */
export interface RouteMatch {
  readonly path: PathMatch;
  readonly method?: string;
  readonly headers?: readonly ValueMatch[];
  readonly query?: readonly ValueMatch[];
}

/** A share of a route's requests; `weight` from 0 to 1,000,000, relative to the sum. */
export interface WeightedBackend {
  /** Id of a backend, see {@link backendId}. */
  readonly backend: string;
  readonly weight: number;
}

/** What happens to a request that took a route. */
export type RouteAction =
  | { readonly kind: 'forward'; readonly backends: readonly WeightedBackend[] }
  | { readonly kind: 'respond'; readonly status: number; readonly reason: Reason };

/** A match and what follows. Its place in the array is its precedence. */
export interface Route {
  readonly match: RouteMatch;
  readonly action: RouteAction;
  /** What the route asks for beside its action; absent when nothing. */
  readonly policies?: RoutePolicies;
  /** The object the route came from, for access log and reports. */
  readonly origin: ObjectRef;
}

/**
 * The routes of one hostname, in order of precedence: a request takes the first that matches.
 * `host` is an exact name, `*.` and a name (one label), or `*` for every host no other entry names.
 */
export interface VirtualHost {
  readonly host: string;
  readonly routes: readonly Route[];
}

/** Virtual hosts sorted by `host`; `fallback` takes what no host and no path took, else the answer is 404. */
export interface RoutingTable {
  readonly hosts: readonly VirtualHost[];
  readonly fallback?: Route;
}

/** The id of the backend behind one port, by number or name, of a Service. */
export function backendId(namespace: string, service: string, port: number | string): string {
  return `${namespace}/${service}:${port}`;
}
