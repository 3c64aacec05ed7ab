import { isIPv4, isIPv6 } from 'node:net';
import type { Clock, Logger } from '../../../base/index.ts';
import type { BackendEndpoints, Endpoint } from '../../../model/index.ts';
import type { GroupBackends } from '../plan/clb-actual.ts';
import type { ClbBackend } from '../world/clb-world.ts';
import { type InterfaceApi, InterfaceCache } from './interface-cache.ts';

/** The endpoints the controller gave, and the network interfaces behind them. */
export interface EndpointBook {
  set(changed: readonly BackendEndpoints[], removed: readonly string[]): void;
  /** Looks up what is not known yet (batched, cached); a failed look-up leaves addresses unresolved and is tried again later. */
  resolve(): Promise<void>;
  /**
   * By backend id, as far as known now; the same map while nothing changed. Server groups get IPv4 addresses only: an IPv6 address
   * is unresolved, and left out where the backend has IPv4 ones as well.
   */
  groups(): ReadonlyMap<string, GroupBackends>;
  /** When it is worth resolving again for addresses that have no interface yet, in milliseconds since the epoch. */
  nextLookUp(): number | undefined;
  /** CLB knows no such backend: its interface is looked up anew. */
  doubt(backend: ClbBackend): void;
}

export interface EndpointBookOptions {
  readonly ecs: InterfaceApi;
  /** Where the interfaces of pods are. */
  readonly vpcId: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Makes an empty book. */
export function createEndpointBook({ ecs, vpcId, clock, logger }: EndpointBookOptions): EndpointBook {
  return new InterfaceBook(new InterfaceCache(ecs, vpcId, clock, logger));
}

/** What a member weighs that takes requests. */
const fullWeight = 100;

class InterfaceBook implements EndpointBook {
  readonly #cache: InterfaceCache;
  readonly #endpoints = new Map<string, readonly Endpoint[]>();
  /** How many endpoints have each address. */
  readonly #uses = new Map<string, number>();
  #groups: ReadonlyMap<string, GroupBackends> | undefined;
  #version = 0;

  constructor(cache: InterfaceCache) {
    this.#cache = cache;
  }

  set(changed: readonly BackendEndpoints[], removed: readonly string[]): void {
    const before = [...changed.map(({ backend }) => backend), ...removed].map(
      (backend) => this.#endpoints.get(backend) ?? [],
    );
    // What comes is counted before what goes, so that an address that stays in use keeps its interface.
    for (const { backend, endpoints } of changed) {
      this.#endpoints.set(backend, endpoints);
      for (const { address } of endpoints) this.#use(address, 1);
    }
    for (const backend of removed) this.#endpoints.delete(backend);
    for (const { address } of before.flat()) this.#use(address, -1);
    this.#groups = undefined;
  }

  resolve(): Promise<void> {
    return this.#cache.lookUp();
  }

  groups(): ReadonlyMap<string, GroupBackends> {
    if (this.#groups === undefined || this.#version !== this.#cache.version) {
      this.#version = this.#cache.version;
      this.#groups = new Map(
        [...this.#endpoints].map(([backend, endpoints]) => [backend, this.#describe(endpoints)]),
      );
    }
    return this.#groups;
  }

  nextLookUp(): number | undefined {
    return this.#cache.nextDue();
  }

  doubt({ serverIp }: ClbBackend): void {
    this.#cache.doubt(serverIp);
  }

  #use(address: string, by: 1 | -1): void {
    const uses = (this.#uses.get(address) ?? 0) + by;
    if (uses > 0) {
      this.#uses.set(address, uses);
      this.#cache.add(address);
    } else {
      this.#uses.delete(address);
      this.#cache.drop(address);
    }
  }

  #describe(endpoints: readonly Endpoint[]): GroupBackends {
    const backends: ClbBackend[] = [];
    const unresolved = new Set<string>();
    // A Service of both families names each pod twice.
    const byIPv4 = endpoints.some(({ address }) => isIPv4(address));
    for (const { address, port } of endpoints) {
      if (byIPv4 && isIPv6(address)) continue;
      const serverId = this.#cache.find(address);
      if (serverId === undefined) unresolved.add(address);
      else backends.push({ serverId, serverIp: address, port, weight: fullWeight, type: 'eni' });
    }
    return { backends, unresolved: [...unresolved] };
  }
}
