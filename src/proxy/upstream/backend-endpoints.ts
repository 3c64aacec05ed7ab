import type { Endpoint } from '../../model/index.ts';
import type { EndpointPicker } from '../forward/forwarding.ts';

/** The endpoints of one backend in a worker, taken in turn. Its identity stays when endpoints come and go. */
export class BackendRuntime implements EndpointPicker {
  #endpoints: readonly Endpoint[] = [];
  /** Workers start at different places, so that they do not all send to the first endpoint at once. */
  #next = Math.floor(Math.random() * 65_536);

  get endpoints(): readonly Endpoint[] {
    return this.#endpoints;
  }

  set(endpoints: readonly Endpoint[]): void {
    this.#endpoints = endpoints;
  }

  pick(tried: readonly Endpoint[]): Endpoint | undefined {
    const count = this.#endpoints.length;
    for (let i = 0; i < count; i += 1) {
      const endpoint = this.#endpoints[this.#next % count];
      this.#next = (this.#next + 1) % 1_048_576;
      if (endpoint !== undefined && !tried.some((other) => isSame(other, endpoint))) return endpoint;
    }
    return undefined;
  }
}

function isSame(a: Endpoint, b: Endpoint): boolean {
  return a.port === b.port && a.address === b.address;
}
