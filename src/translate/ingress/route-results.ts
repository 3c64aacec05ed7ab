import type { ObjectRef, ObjectReport, Route, VirtualHost } from '../../model/index.ts';

/** A port of a Service that a route sends to. */
export interface BackendKey {
  readonly id: string;
  readonly namespace: string;
  readonly service: string;
  readonly port: number | string;
}

/** That routes of an Ingress send to a backend; no user where the operator's default backend does. */
export interface BackendUse {
  readonly backend: BackendKey;
  readonly user?: ObjectRef;
}

/** Something that carries routes: a virtual host or a fallback. */
export interface RouteHolder {
  readonly uses: readonly BackendUse[];
}

/** Which carriers of routes came and went since the snapshot before. */
export interface RouteChanges {
  readonly added: RouteHolder[];
  readonly removed: RouteHolder[];
}

/** A virtual host, and what came of making it. */
export interface HostResult {
  readonly virtualHost: VirtualHost;
  readonly uses: readonly BackendUse[];
  readonly reports: readonly ObjectReport[];
}

/** The route of a load balancer that takes what nobody took, and what came of making it. */
export interface Fallback {
  readonly route?: Route;
  readonly uses: readonly BackendUse[];
  readonly reports: readonly ObjectReport[];
}
