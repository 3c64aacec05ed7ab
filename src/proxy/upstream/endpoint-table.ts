import type { Endpoint } from '../../model/index.ts';
import type { BackendRuntime } from './backend-endpoints.ts';
import { type EndpointReports, EndpointRuntime } from './endpoint-runtime.ts';

/** Names the address and port of an endpoint. */
export function endpointKey(endpoint: Endpoint): string {
  return `${endpoint.address} ${endpoint.port}`;
}

/** The endpoints of all backends of a worker. What is known of one stays while any backend has it. */
export class EndpointTable {
  readonly #known = new Map<string, EndpointRuntime>();
  readonly #left = new Set<EndpointRuntime>();
  readonly #reports: EndpointReports | undefined;

  /** `reports` hears of every attempt at the endpoints. */
  constructor(reports?: EndpointReports) {
    this.#reports = reports;
  }

  /** Gives a backend `after` in place of `before`, at a cost of these alone. */
  replace(
    backend: BackendRuntime,
    before: readonly EndpointRuntime[],
    after: readonly Endpoint[],
  ): readonly EndpointRuntime[] {
    for (const endpoint of before) {
      endpoint.backends.splice(endpoint.backends.indexOf(backend), 1);
      if (endpoint.backends.length === 0) this.#left.add(endpoint);
    }
    return after.map((endpoint) => {
      const found = this.#find(endpoint);
      found.backends.push(backend);
      return found;
    });
  }

  /** Forgets the endpoints that no backend has any more, and names them. */
  takeUnused(): readonly string[] {
    const unused: string[] = [];
    for (const { key, backends } of this.#left) {
      if (backends.length > 0) continue;
      this.#known.delete(key);
      unused.push(key);
    }
    this.#left.clear();
    return unused;
  }

  #find(endpoint: Endpoint): EndpointRuntime {
    const key = endpointKey(endpoint);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = new EndpointRuntime(endpoint, key, this.#reports);
    this.#known.set(key, made);
    return made;
  }
}
