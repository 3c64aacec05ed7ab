import type { LookupFunction } from 'node:net';
import type { AdminSocket, Endpoint } from '../../model/index.ts';
import type { Connector, Upstream, UpstreamEvents, UpstreamRequest } from '../forward/upstream.ts';
import type { Deadlines } from '../listener/deadlines.ts';
import { EndpointPool, type PoolBounds, type PoolContext } from './endpoint-pool.ts';
import { endpointKey } from './endpoint-table.ts';
import { guardedLookupFor } from './guarded-lookup.ts';

/** The connections to all endpoints of a worker. */
export class UpstreamPool implements Connector, PoolContext {
  readonly deadlines: Deadlines;
  /** May be replaced at any time; idle connections keep the time they were given. */
  bounds: PoolBounds;
  /** Where no name may lead; may be replaced at any time. */
  admin: AdminSocket | undefined;
  readonly #pools = new Map<string, EndpointPool>();

  constructor(deadlines: Deadlines, bounds: PoolBounds) {
    this.deadlines = deadlines;
    this.bounds = bounds;
  }

  lookupFor(port: number): LookupFunction {
    return guardedLookupFor(port, this.admin);
  }

  open(endpoint: Endpoint, request: UpstreamRequest, events: UpstreamEvents, fresh: boolean): Upstream {
    const key = endpointKey(endpoint);
    return (this.#pools.get(key) ?? this.#add(key, endpoint)).open(request, events, fresh);
  }

  onEmpty({ key }: EndpointPool): void {
    this.#pools.delete(key);
  }

  /** Connections that wait, those in use, and requests that wait for one; tunnels are not among them. */
  connections(): { readonly idle: number; readonly active: number; readonly queued: number } {
    let idle = 0;
    let active = 0;
    let queued = 0;
    for (const pool of this.#pools.values()) {
      idle += pool.idle;
      active += pool.active;
      queued += pool.waiting;
    }
    return { idle, active, queued };
  }

  /** Closes the idle connections of endpoints that no backend has any more; those in use end with their exchange. */
  release(endpoints: readonly string[]): void {
    for (const key of endpoints) this.#pools.get(key)?.retire();
  }

  close(): void {
    for (const pool of [...this.#pools.values()]) pool.close();
  }

  #add(key: string, endpoint: Endpoint): EndpointPool {
    const pool = new EndpointPool(key, endpoint, this);
    this.#pools.set(key, pool);
    return pool;
  }
}
