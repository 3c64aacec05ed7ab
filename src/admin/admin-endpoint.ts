import { createServer, type IncomingMessage, type Server } from 'node:http';
import { errorMessage, type Logger, systemErrorCode } from '../base/index.ts';
import { type AdminAddress, formatAdminAddress } from './admin-address.ts';
import { type AdminResponse, failure, plainText } from './admin-response.ts';
import type { AdminRoute } from './admin-route.ts';
import { closeServer } from './admin-server.ts';
import { isTrustedHost } from './check-host.ts';
import { requestHandler } from './request-handler.ts';

export interface AdminEndpointOptions {
  readonly address: AdminAddress;
  /** Those that take GET are served; what changes the server is left to the control socket. */
  readonly routes: readonly AdminRoute[];
  readonly logger: Logger;
  /** Further names it answers to, beside IP addresses and `localhost`. */
  trustedNames(): readonly string[];
  /** Called when it comes to listen, or cannot any more, after the start. */
  onChange?(): void;
  /** How soon a port that could not be had is tried again; 3,000 by default. */
  readonly retryMs?: number;
}

/** Whether the endpoint listens, and where; or why not. */
export type AdminEndpointState =
  | { readonly kind: 'listening'; readonly at: AdminAddress }
  | { readonly kind: 'failing'; readonly code: string; readonly message: string };

/** The admin endpoint: what a server shows of itself over TCP. It changes nothing. */
export interface AdminEndpoint {
  state(): AdminEndpointState;
  close(): Promise<void>;
}

/**
 * Opens the admin endpoint. Where its address cannot be had it says so in the log, once, and tries until it can:
 * the endpoint is a convenience, and never in the way of traffic. Resolves after the first attempt.
 */
export async function startAdminEndpoint(options: AdminEndpointOptions): Promise<AdminEndpoint> {
  const endpoint = new Endpoint(options);
  await endpoint.open();
  return endpoint;
}

class Endpoint implements AdminEndpoint {
  readonly #options: AdminEndpointOptions;
  #state: AdminEndpointState = { kind: 'failing', code: 'ENOTCONN', message: 'not opened yet' };
  #server: Server | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failed = false;
  #closed = false;

  constructor(options: AdminEndpointOptions) {
    this.#options = options;
  }

  state(): AdminEndpointState {
    return this.#state;
  }

  async open(): Promise<void> {
    const { address, logger } = this.#options;
    const server = makeServer(this.#options);
    this.#server = server;
    try {
      this.#state = { kind: 'listening', at: await listen(server, address) };
      if (this.#failed)
        logger.info('the admin endpoint listens', { address: formatAdminAddress(this.#state.at) });
      this.#failed = false;
      server.on('error', (error) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    if (this.#server !== undefined) await closeServer(this.#server);
  }

  #fail(error: unknown): void {
    const { address, logger, retryMs = 3000 } = this.#options;
    const code = systemErrorCode(error) ?? 'unknown';
    this.#state = { kind: 'failing', code, message: errorMessage(error) };
    if (!this.#failed) {
      logger.error('the admin endpoint cannot listen; it is tried again', {
        address: formatAdminAddress(address),
        code,
        retryMs,
      });
    }
    this.#failed = true;
    this.#server?.close();
    if (!this.#closed) this.#timer = setTimeout(() => void this.#again(), retryMs);
  }

  async #again(): Promise<void> {
    await this.open();
    if (this.#state.kind === 'listening' && !this.#closed) this.#options.onChange?.();
  }
}

/** Whoever can reach the port may ask, so a request has little time and few bytes, and there are few at once. */
function makeServer(options: AdminEndpointOptions): Server {
  const { routes, logger } = options;
  const server = createServer(
    {
      maxHeaderSize: 8192,
      headersTimeout: 5000,
      requestTimeout: 10_000,
      keepAliveTimeout: 5000,
      connectionsCheckingInterval: 1000,
    },
    requestHandler({
      routes: routes.filter(({ method }) => method === 'GET'),
      logger,
      headers: securityHeaders,
      refuse: (request) => refuse(request, options),
    }),
  );
  server.maxConnections = 128;
  server.maxRequestsPerSocket = 1000;
  // A reader that stops reading holds what waits to be written.
  server.setTimeout(30_000);
  return server;
}

const securityHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

function refuse(
  { method = '', url = '', headers }: IncomingMessage,
  { trustedNames }: AdminEndpointOptions,
): AdminResponse | undefined {
  if (!isTrustedHost(headers.host, trustedNames())) {
    return plainText(
      421,
      'The admin endpoint answers to an IP address, to localhost, and to the names in the setting adminHosts.',
    );
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return failure(405, 'MethodNotAllowed', 'The admin endpoint takes GET and HEAD; it changes nothing.');
  }
  return url.startsWith('/')
    ? undefined
    : failure(400, 'BadRequest', 'The path does not start with a slash.');
}

function listen(server: Server, { host, port }: AdminAddress): Promise<AdminAddress> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const bound = server.address();
      if (typeof bound === 'object' && bound !== null) resolve({ host: bound.address, port: bound.port });
      else reject(new Error('the socket has no address'));
    });
  });
}
