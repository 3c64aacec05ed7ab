import type { Endpoint } from '../../model/index.ts';

/** Names the address and port of an endpoint. */
export function endpointKey(endpoint: Endpoint): string {
  return `${endpoint.address} ${endpoint.port}`;
}

/** Counts how many backends have an endpoint, so that its connections go with the last of them, at a cost of the change alone. */
export class EndpointUse {
  readonly #counts = new Map<string, number>();
  readonly #unused = new Set<string>();

  /** A backend has `after` instead of `before`. */
  replace(before: readonly Endpoint[], after: readonly Endpoint[]): void {
    for (const endpoint of after) {
      const key = endpointKey(endpoint);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
      this.#unused.delete(key);
    }
    for (const endpoint of before) {
      const key = endpointKey(endpoint);
      const left = (this.#counts.get(key) ?? 1) - 1;
      if (left > 0) {
        this.#counts.set(key, left);
      } else {
        this.#counts.delete(key);
        this.#unused.add(key);
      }
    }
  }

  /** The endpoints that no backend has since the last call. */
  takeUnused(): readonly string[] {
    const keys = [...this.#unused];
    this.#unused.clear();
    return keys;
  }
}
