import type { LookupFunction } from 'node:net';
import type { AdminSocket, Endpoint } from '../../model/index.ts';
import type { Connector, Upstream, UpstreamEvents, UpstreamRequest } from '../forward/upstream.ts';
import { Http1UpstreamConnection, type UpstreamOwner } from '../http1/upstream-connection.ts';
import type { Deadlines } from '../listener/deadlines.ts';
import { endpointKey } from './endpoint-use.ts';
import { guardedLookupFor } from './guarded-lookup.ts';

/** How many idle connections are kept, and how long (milliseconds). */
export interface PoolBounds {
  readonly idlePerEndpoint: number;
  /** Shorter than what backends use (Node closes after 5 s), so that we close first. */
  readonly idleTimeout: number;
}

/** The connections to all endpoints of a worker. Idle ones are used again, the latest first, so that the rest may age out. */
export class UpstreamPool implements Connector, UpstreamOwner {
  readonly deadlines: Deadlines;
  /** May be replaced at any time; idle connections keep the time they were given. */
  bounds: PoolBounds;
  /** Where no name may lead; may be replaced at any time. */
  admin: AdminSocket | undefined;
  readonly #idle = new Map<string, Http1UpstreamConnection[]>();
  readonly #keys = new Map<Http1UpstreamConnection, string>();

  constructor(deadlines: Deadlines, bounds: PoolBounds) {
    this.deadlines = deadlines;
    this.bounds = bounds;
  }

  lookupFor(port: number): LookupFunction {
    return guardedLookupFor(port, this.admin);
  }

  open(endpoint: Endpoint, request: UpstreamRequest, events: UpstreamEvents, fresh: boolean): Upstream {
    const key = endpointKey(endpoint);
    // A tunnel keeps its connection for good, so it takes a new one and leaves the pool alone.
    const pooled = fresh || request.upgrade !== undefined ? undefined : this.#take(key);
    const connection = pooled ?? new Http1UpstreamConnection(endpoint, this);
    if (pooled === undefined) this.#keys.set(connection, key);
    return connection.send(request, events);
  }

  onIdle(connection: Http1UpstreamConnection): void {
    const key = this.#keys.get(connection);
    if (key === undefined) return connection.close();
    const idle = this.#idle.get(key) ?? [];
    if (idle.length >= this.bounds.idlePerEndpoint) return connection.close();
    idle.push(connection);
    this.#idle.set(key, idle);
    connection.park(this.deadlines.now + this.bounds.idleTimeout);
  }

  onGone(connection: Http1UpstreamConnection): void {
    const key = this.#keys.get(connection);
    if (key === undefined) return;
    this.#keys.delete(connection);
    const idle = this.#idle.get(key);
    if (idle === undefined) return;
    const at = idle.indexOf(connection);
    if (at >= 0) idle.splice(at, 1);
    if (idle.length === 0) this.#idle.delete(key);
  }

  /** Connections that wait, and those in use; tunnels are not among them. */
  connections(): { readonly idle: number; readonly active: number } {
    let idle = 0;
    for (const connections of this.#idle.values()) idle += connections.length;
    return { idle, active: this.#keys.size - idle };
  }

  /** Closes the idle connections of endpoints that no backend has any more; those in use end with their exchange. */
  release(endpoints: readonly string[]): void {
    for (const key of endpoints) {
      for (const connection of [...(this.#idle.get(key) ?? [])]) connection.close();
    }
  }

  close(): void {
    for (const connection of [...this.#keys.keys()]) connection.close();
  }

  #take(key: string): Http1UpstreamConnection | undefined {
    const idle = this.#idle.get(key);
    for (let next = idle?.pop(); next !== undefined; next = idle?.pop()) {
      if (next.usable) return next;
    }
    return undefined;
  }
}
