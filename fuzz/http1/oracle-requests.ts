import { createServer, type IncomingMessage, type Server } from 'node:http';
import { MemorySocket } from './memory-socket.ts';

/** A message as Node's own parser understood it. */
export interface OracleMessage {
  readonly method: string;
  readonly target: string;
  readonly minorVersion: number;
  readonly status: number;
  /** Names and values by turns, in order. */
  readonly headers: readonly string[];
  readonly trailers: readonly string[];
  readonly body: string;
  readonly complete: boolean;
}

export interface OracleRequests {
  readonly requests: readonly OracleMessage[];
  /** The code of the error that ended parsing. */
  readonly error: string | undefined;
}

/** Node's HTTP server, strict, without a network: what llhttp makes of the bytes of a client. */
export class RequestOracle {
  readonly #server: Server;
  #incoming: IncomingMessage[] = [];
  #error: string | undefined;

  constructor() {
    const take = (request: IncomingMessage): void => {
      this.#incoming.push(request);
    };
    this.#server = createServer(
      {
        insecureHTTPParser: false,
        requireHostHeader: false,
        maxHeaderSize: 1 << 20,
        headersTimeout: 0,
        requestTimeout: 0,
        keepAliveTimeout: 0,
      },
      take,
    );
    this.#server.maxHeadersCount = 0;
    this.#server.on('checkContinue', take).on('checkExpectation', take);
    this.#server.on('clientError', (error: NodeJS.ErrnoException) => {
      this.#error ??= error.code ?? error.message;
    });
  }

  /** Parses what one client sends, within this call. Nothing is answered. */
  parse(data: Buffer): OracleRequests {
    this.#incoming = [];
    this.#error = undefined;
    const socket = new MemorySocket();
    socket.on('error', () => {});
    this.#server.emit('connection', socket);
    socket.deliver(data);
    const requests = this.#incoming.map(messageOf);
    socket.destroy();
    return { requests, error: this.#error };
  }
}

/** Reads what has come of the body so far. */
export function messageOf(incoming: IncomingMessage): OracleMessage {
  let body = '';
  for (let chunk: unknown = incoming.read(); Buffer.isBuffer(chunk); chunk = incoming.read()) {
    body += chunk.toString('latin1');
  }
  return {
    method: incoming.method ?? '',
    target: incoming.url ?? '',
    minorVersion: incoming.httpVersionMinor,
    status: incoming.statusCode ?? 0,
    headers: incoming.rawHeaders,
    trailers: incoming.rawTrailers,
    body,
    complete: incoming.complete,
  };
}
