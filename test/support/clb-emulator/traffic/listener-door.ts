import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { Certificate } from '../state.ts';
import { contextOf, contextOptions } from './certificates.ts';
import type { Exchange, Place } from './forward-request.ts';

/** What a door asks about the listener it stands for, at the moment it needs to know. */
export interface DoorOptions {
  /** Port 0 is a free one. */
  readonly place: Place;
  /** Ends when what stood here before is gone. */
  readonly after: Promise<void> | undefined;
  readonly protocol: 'http' | 'https';
  /** By server name, or for clients that name none. Undefined: handshakes fail. */
  readonly certificateFor: (serverName: string | undefined) => Certificate | undefined;
  readonly onRequest: (exchange: Exchange) => void;
  readonly onSocket: (socket: Socket) => void;
  /** How long a connection may be without a request. */
  readonly idleMs: () => number;
}

/** How many requests the service takes on one connection. */
const requestsPerConnection = 100;

/** The listening socket of an HTTP or HTTPS listener. */
export class ListenerDoor {
  /** Where it listens; rejects where it cannot. */
  readonly opened: Promise<Place>;
  readonly #options: DoorOptions;
  readonly #server: Server;
  readonly #tls: TlsServer | undefined;
  #shown: Certificate | undefined;

  constructor(options: DoorOptions) {
    this.#options = options;
    this.#tls = options.protocol === 'https' ? createTlsServer(this.#tlsOptions()) : undefined;
    this.#server = this.#tls ?? createServer({ shouldUpgradeCallback: asksForWebSocket });
    this.#server.maxRequestsPerSocket = requestsPerConnection;
    this.#server.on('connection', options.onSocket);
    this.#server.on('request', (request, response) => {
      this.#server.keepAliveTimeout = options.idleMs();
      options.onRequest({ request, response, upgradeHead: undefined });
    });
    this.#server.on('upgrade', (request, socket: Socket, head: Buffer) =>
      this.#upgrade(request, socket, head),
    );
    this.refresh();
    this.opened = this.#open();
    // Told to whoever asks where it is.
    this.opened.catch(() => {});
  }

  /** Shows the listener's own certificate as it is now to the clients that name no server. */
  refresh(): void {
    const certificate = this.#tls === undefined ? undefined : this.#options.certificateFor(undefined);
    if (certificate === undefined || certificate === this.#shown) return;
    this.#shown = certificate;
    this.#tls?.setSecureContext(contextOptions(certificate));
  }

  /** Takes no more connections; those with a request under way end with it. */
  async close(): Promise<void> {
    await this.opened.catch(() => {});
    this.#server.close();
  }

  async #open(): Promise<Place> {
    await this.#options.after;
    const { address, port } = this.#options.place;
    this.#server.listen({ host: address, port });
    await once(this.#server, 'listening');
    const bound = this.#server.address();
    if (bound === null || typeof bound === 'string') throw new Error(`no port on ${address}`);
    return { address, port: bound.port };
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on('finish', () => socket.end());
    socket.on('error', () => {});
    this.#options.onRequest({ request, response, upgradeHead: head });
  }

  #tlsOptions(): Parameters<typeof createTlsServer>[0] {
    return {
      ALPNProtocols: ['http/1.1'],
      shouldUpgradeCallback: asksForWebSocket,
      SNICallback: (name: string, give: (error: Error | null, context?: SecureContext) => void) => {
        const certificate = this.#options.certificateFor(name);
        give(null, certificate === undefined ? undefined : contextOf(certificate));
      },
    };
  }
}

/** Other protocols are not offered: such a request is answered as any other. */
const asksForWebSocket = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket';
