import type { Socket } from 'node:net';
import type { Server, TLSSocket } from 'node:tls';
import { createServer } from 'node:tls';
import type { StoredCertificate } from './certificate-store.ts';
import type { ServerBehaviour, ServerContext } from './tls-server-options.ts';
import { deriveTicketKeys, serverContextOptions, tlsServerOptions } from './tls-server-options.ts';

/** How a terminator begins, and whom it tells. */
export interface TlsTerminatorOptions extends ServerContext, ServerBehaviour {
  /** Takes over a socket whose handshake is done, its errors and its end included. */
  readonly onSecure: (socket: TLSSocket) => void;
  /** A handshake failed or took too long; the connection is closed. `code` is OpenSSL's or the system's. */
  readonly onFailure: (code: string) => void;
}

/** Ends TLS for one https listener: takes accepted sockets and gives back secure ones. It does not listen itself. */
export class TlsTerminator {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #context: ServerContext;
  #handshaking = 0;

  /** Throws RangeError for ticket keys that are not 48 bytes. */
  constructor(options: TlsTerminatorOptions) {
    const { table, defaultCertificate, ticketKeys } = options;
    this.#context = { table, defaultCertificate, ...(ticketKeys && { ticketKeys }) };
    this.#server = createServer(tlsServerOptions(this.#context, options));
    this.#server.on('secureConnection', (socket) => {
      this.#handshaking -= 1;
      socket.allowHalfOpen = true;
      options.onSecure(socket);
    });
    this.#server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      this.#handshaking -= 1;
      socket.destroy();
      options.onFailure(error.code ?? 'ERR_TLS');
    });
  }

  /** Connections whose handshake has begun and not ended. */
  get handshaking(): number {
    return this.#handshaking;
  }

  /** Begins the handshake on a socket nothing has been read from. */
  accept(socket: Socket): void {
    if (socket.destroyed) return;
    this.#handshaking += 1;
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    // The TLS socket reports what happens to the connection; here an error only must not go unheard.
    socket.on('error', () => {});
    // A client that ends before its handshake is done is gone: it would stay, half-open, until the time-out.
    socket.allowHalfOpen = false;
    this.#server.emit('connection', socket);
  }

  /** For new connections; open ones keep theirs, and tickets stay good. */
  setDefault(defaultCertificate: StoredCertificate): void {
    const context = { ...this.#context, defaultCertificate };
    this.#server.setSecureContext(serverContextOptions(context));
    this.#context = context;
  }

  /** For new connections; tickets sealed with other keys lead to a full handshake. Throws RangeError unless 48 bytes. */
  setTicketKeys(ticketKeys: Buffer): void {
    this.#server.setTicketKeys(deriveTicketKeys(ticketKeys, this.#context.table));
    this.#context = { ...this.#context, ticketKeys };
  }

  /** Ends every connection that came through, those in handshake too: drain first. */
  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
