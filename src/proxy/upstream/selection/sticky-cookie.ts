import type { AffinityPolicy } from '../../../features/policies.ts';
import type { EndpointPicker, PickedEndpoint, PickRequest } from '../../forward/forwarding.ts';
import type { BackendRuntime } from '../backend-endpoints.ts';
import { cookieValue } from './cookie-value.ts';
import type { EndpointTokens } from './endpoint-tokens.ts';

/**
 * Brings a client back, by a cookie, to the endpoint that answered it before. Without a cookie, and where its endpoint is
 * gone or failing, another picker chooses, and whoever answers is named by a new cookie (RFC 6265 4.1).
 */
export class StickyCookie implements EndpointPicker {
  readonly #policy: AffinityPolicy;
  readonly #backends: readonly BackendRuntime[];
  readonly #tokens: EndpointTokens;
  readonly #first: EndpointPicker;
  readonly #attributes: string;

  constructor(
    policy: AffinityPolicy,
    backends: readonly BackendRuntime[],
    tokens: EndpointTokens,
    first: EndpointPicker,
  ) {
    this.#policy = policy;
    this.#backends = backends;
    this.#tokens = tokens;
    this.#first = first;
    this.#attributes = attributesOf(policy);
  }

  pick(request: PickRequest, tried: readonly PickedEndpoint[]): PickedEndpoint | undefined {
    const token = cookieValue(request.request.headers, this.#policy.cookie);
    const known = token === undefined ? undefined : this.#find(token);
    return known === undefined || tried.includes(known) ? this.#first.pick(request, tried) : known;
  }

  cookieFor({ request, client }: PickRequest, endpoint: PickedEndpoint): string | undefined {
    const { cookie, secure = client.secure } = this.#policy;
    const token = this.#tokens.tokenOf(endpoint);
    if (cookieValue(request.headers, cookie) === token) return undefined;
    return `${cookie}=${token}${this.#attributes}${secure ? '; Secure' : ''}`;
  }

  #find(token: string): PickedEndpoint | undefined {
    for (const backend of this.#backends) {
      const found = this.#tokens.find(backend.available, token);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function attributesOf({ path, domain, maxAge, sameSite }: AffinityPolicy): string {
  return [
    `; Path=${path}`,
    ...(domain === undefined ? [] : [`; Domain=${domain}`]),
    ...(maxAge === undefined ? [] : [`; Max-Age=${maxAge}`]),
    '; HttpOnly',
    ...(sameSite === undefined ? [] : [`; SameSite=${sameSite}`]),
  ].join('');
}
