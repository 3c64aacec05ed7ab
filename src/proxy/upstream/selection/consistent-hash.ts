import type { EndpointPicker, PickedEndpoint, PickRequest } from '../../forward/forwarding.ts';
import type { BackendRuntime } from '../backend-endpoints.ts';
import type { KeyOf } from './request-key.ts';
import { mixHash } from './text-hash.ts';

/**
 * Sends equal keys to the same endpoint, in every worker (rendezvous hashing, Thaler and Ravishankar 1998): each endpoint
 * has a score for a key, and the highest wins. An endpoint that comes takes its share of keys from all others, one that
 * goes leaves its own to all others, and no other key moves. There is no table to build when endpoints change; the price is
 * some 3 ns an endpoint and pick. Requests without the key go to `otherwise`.
 */
export class ConsistentHash implements EndpointPicker {
  readonly #backend: BackendRuntime;
  readonly #keyOf: KeyOf;
  readonly #otherwise: EndpointPicker;

  constructor(backend: BackendRuntime, keyOf: KeyOf, otherwise: EndpointPicker) {
    this.#backend = backend;
    this.#keyOf = keyOf;
    this.#otherwise = otherwise;
  }

  pick(request: PickRequest, tried: readonly PickedEndpoint[]): PickedEndpoint | undefined {
    const key = this.#keyOf(request);
    if (key === undefined) return this.#otherwise.pick(request, tried);
    let best: PickedEndpoint | undefined;
    // The lowest score there is, not -Infinity: with whole numbers alone the loop takes half the time.
    let bestScore = -0x80000000;
    for (const endpoint of this.#backend.available) {
      const score = mixHash(key ^ endpoint.seed);
      if (score < bestScore || tried.includes(endpoint)) continue;
      best = endpoint;
      bestScore = score;
    }
    return best;
  }
}
