import type { ObjectRef } from './object-ref.ts';

/** A port of a Service that routes send to. */
export interface Backend {
  readonly id: string;
  readonly namespace: string;
  readonly service: string;
  readonly port: number | string;
  /** The Ingresses whose routes use it, sorted; they hear when it has no endpoint. */
  readonly users: readonly ObjectRef[];
}

/**
 * One address of a backend. `address` is an IPv4 or IPv6 address without brackets,
 * or a DNS name where the Service is of type ExternalName.
 */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** The endpoints of one backend that take requests now, sorted by address and port, without duplicates. */
export interface BackendEndpoints {
  readonly backend: string;
  readonly endpoints: readonly Endpoint[];
}
