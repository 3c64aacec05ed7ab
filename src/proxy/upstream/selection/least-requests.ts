import type { EndpointPicker, PickedEndpoint, PickRequest } from '../../forward/forwarding.ts';
import type { BackendRuntime } from '../backend-endpoints.ts';

/**
 * Takes two endpoints at random, and of them the one with fewer requests in progress. It sees those of its own worker
 * only; taking the least of all would send what all workers have to the same endpoint at once.
 */
export class LeastRequests implements EndpointPicker {
  readonly #backend: BackendRuntime;
  readonly #random: () => number;

  constructor(backend: BackendRuntime, random: () => number = Math.random) {
    this.#backend = backend;
    this.#random = random;
  }

  pick(_request: PickRequest, tried: readonly PickedEndpoint[]): PickedEndpoint | undefined {
    const { available } = this.#backend;
    const from = tried.length === 0 ? available : available.filter((endpoint) => !tried.includes(endpoint));
    const count = from.length;
    if (count < 2) return from[0];
    const one = Math.floor(this.#random() * count);
    const first = from[one];
    const second = from[(one + 1 + Math.floor(this.#random() * (count - 1))) % count];
    if (first === undefined || second === undefined) return first;
    return second.active < first.active ? second : first;
  }
}
