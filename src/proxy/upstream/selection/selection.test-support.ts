import type { EndpointPicker, PickedEndpoint, PickRequest } from '../../forward/forwarding.ts';
import { BackendRuntime } from '../backend-endpoints.ts';
import type { EndpointRuntime } from '../endpoint-runtime.ts';

/** A backend of endpoints 10.0.0.0 to 10.0.x.y. */
export function backendOf(count: number): BackendRuntime {
  const backend = new BackendRuntime();
  backend.set(addresses(count));
  return backend;
}

/** `count` endpoints from place `from`. */
export function addresses(count: number, from = 0): { address: string; port: number }[] {
  return Array.from({ length: count }, (_, i) => {
    const place = from + i;
    return { address: `10.0.${place >> 8}.${place & 255}`, port: 8080 };
  });
}

/** The endpoint of a backend at a place. */
export function endpointAt(backend: BackendRuntime, place: number): EndpointRuntime {
  const endpoint = backend.endpoints[place];
  if (endpoint === undefined) throw new Error(`no endpoint ${place}`);
  return endpoint;
}

export interface RequestOptions {
  readonly headers?: readonly string[];
  readonly authority?: string;
  readonly path?: string;
  readonly query?: string;
  readonly address?: string;
  readonly secure?: boolean;
}

export function pickRequest(options: RequestOptions = {}): PickRequest {
  const { headers = [], authority = 'a.example', path = '/', query = '' } = options;
  const { address = '192.0.2.1', secure = false } = options;
  return {
    request: {
      ...{ method: 'GET', authority, path, query, headers, bodyLength: 0, protocol: 'HTTP/1.1' },
      ...{ expectContinue: false, takesTrailers: false, upgrade: undefined },
    },
    client: { address, port: 4711, secure, publishedPort: 80, httpsPort: undefined, serverName: '' },
  };
}

/** The keys of what a picker picks, in turn. */
export function picks(picker: EndpointPicker, count: number, request: PickRequest = pickRequest()): string[] {
  return Array.from({ length: count }, () => keyOf(picker.pick(request, [])));
}

export function keyOf(endpoint: PickedEndpoint | undefined): string {
  return endpoint?.key ?? 'none';
}

/** How often each text occurs. */
export function tally(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** Standard deviation of how often one of `places` comes up in `draws` independent draws. */
export function sigma(draws: number, places: number): number {
  return Math.sqrt((draws / places) * (1 - 1 / places));
}
