import type { EndpointPicker, PickedEndpoint, PickRequest } from '../../forward/forwarding.ts';
import type { KeyOf } from './request-key.ts';
import { SmoothWeights } from './smooth-weights.ts';
import { mixHash } from './text-hash.ts';

/** What one backend of several takes; `weight` is above 0. */
export interface BackendShare {
  readonly weight: number;
  readonly picker: EndpointPicker;
}

/**
 * Shares requests among backends by weight; then each chooses among its own endpoints. The share of a backend without
 * endpoints is not given to the others, but a request that failed at all endpoints of one may go to another.
 */
export class WeightedBackends implements EndpointPicker {
  readonly #shares: readonly BackendShare[];
  readonly #keyOf: KeyOf | undefined;
  readonly #weights: SmoothWeights;
  readonly #sum: number;

  /** With `keyOf`, requests of one key go to one backend as long as the weights stay. */
  constructor(shares: readonly BackendShare[], keyOf?: KeyOf, random: () => number = Math.random) {
    this.#shares = shares;
    this.#keyOf = keyOf;
    const weights = shares.map(({ weight }) => weight);
    this.#weights = new SmoothWeights(weights, random);
    this.#sum = weights.reduce((sum, weight) => sum + weight, 0);
  }

  pick(request: PickRequest, tried: readonly PickedEndpoint[]): PickedEndpoint | undefined {
    const key = this.#keyOf?.(request);
    const share = key === undefined ? this.#shares[this.#weights.next()] : this.#shareOf(key);
    const picked = share?.picker.pick(request, tried);
    if (picked !== undefined || tried.length === 0) return picked;
    for (const { picker } of this.#shares) {
      const other = picker.pick(request, tried);
      if (other !== undefined) return other;
    }
    return undefined;
  }

  /** Mixed once more: a backend must not get only the keys that rank high at few of its endpoints. */
  #shareOf(key: number): BackendShare | undefined {
    let at = ((mixHash(key ^ 0x5bd1e995) >>> 0) / 0x1_0000_0000) * this.#sum;
    return this.#shares.find(({ weight }) => {
      at -= weight;
      return at < 0;
    });
  }
}
