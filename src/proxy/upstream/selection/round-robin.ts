import type { EndpointPicker, PickedEndpoint, PickRequest } from '../../forward/forwarding.ts';
import type { BackendRuntime } from '../backend-endpoints.ts';

/** Takes the endpoints of a backend in turn. The turn goes on when endpoints come and go. */
export class RoundRobin implements EndpointPicker {
  readonly #backend: BackendRuntime;
  #next: number;

  /** Workers start at different places, so that they do not all send to the first endpoint at once. */
  constructor(backend: BackendRuntime, random: () => number = Math.random) {
    this.#backend = backend;
    this.#next = Math.floor(random() * 65_536);
  }

  pick(_request: PickRequest, tried: readonly PickedEndpoint[]): PickedEndpoint | undefined {
    const { available } = this.#backend;
    const count = available.length;
    for (let i = 0; i < count; i += 1) {
      if (this.#next >= count) this.#next %= count;
      const endpoint = available[this.#next];
      this.#next += 1;
      if (endpoint !== undefined && !tried.includes(endpoint)) return endpoint;
    }
    return undefined;
  }
}
