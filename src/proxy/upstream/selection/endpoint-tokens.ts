import { hash, randomBytes } from 'node:crypto';
import type { PickedEndpoint } from '../../forward/forwarding.ts';

type Endpoints = readonly PickedEndpoint[];

/**
 * Names endpoints to clients by tokens that tell nothing of addresses and cannot be made up. Workers with the same key use
 * the same tokens.
 */
export class EndpointTokens {
  /** Until the configuration brings one: nobody else's. */
  #key: string = randomBytes(32).toString('hex');
  #tokens = new WeakMap<PickedEndpoint, string>();
  #lists = new WeakMap<Endpoints, ReadonlyMap<string, PickedEndpoint>>();

  /** All tokens given out before name nothing any more, if the key is another. */
  setKey(key: Buffer): void {
    const text = key.toString('hex');
    if (text === this.#key) return;
    this.#key = text;
    this.#tokens = new WeakMap();
    this.#lists = new WeakMap();
  }

  tokenOf(endpoint: PickedEndpoint): string {
    const known = this.#tokens.get(endpoint);
    if (known !== undefined) return known;
    // A key of fixed length in front, and half of the digest kept back: as good as HMAC here, at a twentieth of its cost.
    const token = hash('sha256', this.#key + endpoint.key, 'base64url').slice(0, 22);
    this.#tokens.set(endpoint, token);
    return token;
  }

  /** The endpoint of a list that has the token. `endpoints` must never change. */
  find(endpoints: Endpoints, token: string): PickedEndpoint | undefined {
    let list = this.#lists.get(endpoints);
    if (list === undefined) {
      list = new Map(endpoints.map((endpoint) => [this.tokenOf(endpoint), endpoint]));
      this.#lists.set(endpoints, list);
    }
    return list.get(token);
  }
}
