import { type ClientRequest, type IncomingMessage, type InformationEvent, request } from 'node:http';
import { MemorySocket } from './memory-socket.ts';
import { messageOf, type OracleMessage } from './oracle-requests.ts';

export interface OracleResponse {
  readonly informational: readonly { readonly status: number; readonly headers: readonly string[] }[];
  readonly response: OracleMessage | undefined;
  readonly error: string | undefined;
}

/** One exchange of Node's HTTP client, strict, without a network: what llhttp makes of the bytes of a backend. */
export class ResponseOracle {
  readonly #socket = new MemorySocket();
  readonly #request: ClientRequest;
  readonly #informational: { status: number; headers: readonly string[] }[] = [];
  #response: IncomingMessage | undefined;
  #error: string | undefined;

  /** The client needs one turn of the event loop before {@link parse}. */
  constructor(method: string) {
    this.#socket.on('error', () => {});
    this.#request = request({
      method,
      host: 'h',
      createConnection: () => this.#socket,
      insecureHTTPParser: false,
      maxHeaderSize: 1 << 20,
    });
    this.#request.maxHeadersCount = 0;
    this.#request.on('information', (info: InformationEvent) => {
      this.#informational.push({ status: info.statusCode, headers: info.rawHeaders });
    });
    const take = (response: IncomingMessage): void => {
      this.#response ??= response;
    };
    this.#request.on('response', take).on('upgrade', take);
    this.#request.on('error', (error: NodeJS.ErrnoException) => {
      this.#error ??= error.code ?? error.message;
    });
    this.#request.end();
  }

  /** Parses what the backend sends, and then, when `ends`, the end of the connection. */
  parse(data: Buffer, ends: boolean): OracleResponse {
    this.#socket.deliver(data);
    if (ends) this.#socket.emit('end');
    const response = this.#response === undefined ? undefined : messageOf(this.#response);
    this.#request.destroy();
    this.#socket.destroy();
    return { informational: this.#informational, response, error: this.#error };
  }
}
