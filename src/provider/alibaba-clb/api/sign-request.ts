import { hash, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Credentials } from './credentials.ts';

/** One call as the service takes it. */
export interface ApiRequest {
  readonly endpoint: URL;
  readonly action: string;
  /** Of the product's API. */
  readonly version: string;
  readonly params: Readonly<Record<string, string>>;
}

/** A call as it goes over the wire. Secret: the body may hold keys, the headers hold tokens. */
export interface SignedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What of Alibaba's package is used. */
interface Signer {
  getAuthorization(
    request: {
      readonly method: string;
      readonly pathname: string;
      readonly query: Readonly<Record<string, string>>;
      readonly headers: Readonly<Record<string, string>>;
    },
    algorithm: string,
    payload: string,
    accessKeyId: string,
    accessKeySecret: string,
  ): string;
}

const algorithm = 'ACS3-HMAC-SHA256';

const load = createRequire(import.meta.url);
let loaded: Signer | undefined;

/** Loaded at the first call: who has no load balancer in the cloud does not pay for it. CommonJS, so that it is required as such. */
function loadSigner(): Signer {
  loaded ??= (load('@alicloud/openapi-util') as typeof import('@alicloud/openapi-util')).default;
  return loaded;
}

/**
 * Signs a call by Alibaba's own code (signature version 3). All parameters travel in the body, which is covered by its hash: URLs
 * have limits, and end up in logs. `now` in milliseconds since the epoch; the service takes up to 15 minutes of difference.
 */
export function signRequest(request: ApiRequest, credentials: Credentials, now: number): SignedRequest {
  const body = new URLSearchParams(request.params).toString();
  const payload = hash('sha256', body);
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    'x-acs-action': request.action,
    'x-acs-content-sha256': payload,
    'x-acs-date': new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-version': request.version,
  };
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  if (securityToken !== undefined) {
    headers['x-acs-accesskey-id'] = accessKeyId;
    headers['x-acs-security-token'] = securityToken;
  }
  const signed = {
    method: 'POST',
    pathname: '/',
    query: {},
    headers: { ...headers, host: request.endpoint.host },
  };
  headers['authorization'] = loadSigner().getAuthorization(
    signed,
    algorithm,
    payload,
    accessKeyId,
    accessKeySecret,
  );
  return { url: request.endpoint.href, headers, body };
}
