import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { RawClient } from '../../../test/support/raw-client.ts';
import { makeAnswer, sendAnswer } from '../forward/answer.ts';
import type { Downstream, DownstreamEvents } from '../forward/downstream.ts';
import { Deadlines } from '../listener/deadlines.ts';
import { Http1DownstreamConnection } from './downstream-connection.ts';
import type { DownstreamOwner, DownstreamTimeouts } from './downstream-owner.ts';
import { type MessageLimits, requestLimits } from './limits.ts';
import type { MessageError } from './message-error.ts';

export interface ServingOptions {
  readonly timeouts?: Partial<DownstreamTimeouts>;
  readonly limits?: Partial<MessageLimits>;
  readonly requests?: number;
  readonly reasonHeader?: boolean;
}

/** A listener whose requests a test answers by itself. */
export class Serving {
  readonly refused: MessageError[] = [];
  readonly requests: Downstream[] = [];
  readonly sockets: Socket[] = [];
  readonly connections: Http1DownstreamConnection[] = [];
  draining = false;
  readonly #handle: (downstream: Downstream, index: number) => void;
  readonly #server: Server;
  readonly #deadlines = new Deadlines(5);
  readonly #options: ServingOptions;

  private constructor(handle: (downstream: Downstream, index: number) => void, options: ServingOptions) {
    this.#handle = handle;
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  /** Calls `handle` with each request and its number on this listener. */
  static async open(
    handle: (downstream: Downstream, index: number) => void,
    options: ServingOptions = {},
  ): Promise<Serving> {
    const serving = new Serving(handle, options);
    serving.#server.listen(0, '127.0.0.1');
    await once(serving.#server, 'listening');
    return serving;
  }

  connect(): Promise<RawClient> {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return RawClient.open(address.port);
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
    this.#deadlines.close();
  }

  #accept(socket: Socket): void {
    this.sockets.push(socket);
    const address = '127.0.0.1';
    const client = { address, port: 0, secure: false, publishedPort: 80, httpsPort: 443, serverName: '' };
    this.connections.push(new Http1DownstreamConnection(socket, client, this.#owner()));
  }

  #owner(): DownstreamOwner {
    const serving = this;
    return {
      deadlines: this.#deadlines,
      timeouts: {
        idle: 5000,
        head: 5000,
        body: 5000,
        leastBodyRate: 0,
        write: 5000,
        linger: 500,
        ...this.#options.timeouts,
      },
      limits: { ...requestLimits, ...this.#options.limits },
      bounds: { requests: this.#options.requests ?? 5000, age: 60_000 },
      get draining() {
        return serving.draining;
      },
      reasonHeader: this.#options.reasonHeader === true,
      onRequest: (downstream) => this.#handle(downstream, this.requests.push(downstream) - 1),
      onRefused: (_client, error) => this.refused.push(error),
      onGone: () => {},
    };
  }
}

/** Events of a request that do nothing, but for those given. */
export function events(given: Partial<DownstreamEvents> = {}): DownstreamEvents {
  return {
    onRequestBody() {},
    onRequestEnd() {},
    onRequestError() {},
    onResponseDrain() {},
    onClosed() {},
    ...given,
  };
}

/** Answers with the path of the request as body. */
export function echoPath(downstream: Downstream): void {
  const body = Buffer.from(downstream.request.path);
  downstream.sendHead({ status: 200, headers: [], length: body.length, hasBody: true, upgrade: undefined });
  downstream.sendBody(body);
  downstream.sendEnd();
}

/** Reads the body, then answers with its text; answers an error as the forwarder does. */
export function echoBody(downstream: Downstream): void {
  let text = '';
  downstream.start(
    events({
      onRequestBody(chunk) {
        text += chunk.toString('latin1');
      },
      onRequestEnd() {
        const body = Buffer.from(`<${text}>`, 'latin1');
        downstream.sendHead({
          status: 200,
          headers: [],
          length: body.length,
          hasBody: true,
          upgrade: undefined,
        });
        downstream.sendBody(body);
        downstream.sendEnd();
      },
      onRequestError: (status) => sendAnswer(downstream, makeAnswer(status, downstream.request.method, [])),
    }),
  );
}

/** A GET request with lines of its own. */
export function get(path: string, ...lines: string[]): string {
  return `GET ${path} HTTP/1.1\r\nHost: a\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
}

/** One turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Resolves once the socket is closed, by an error or without one. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.on('close', () => resolve());
  });
}

/** The bodies of the responses in `text`, which all have a length. */
export function bodies(text: string): string[] {
  return [...text.matchAll(/Content-Length: (\d+)\r\n(?:[^\r]+\r\n)*\r\n/g)].map((found) => {
    const start = found.index + found[0].length;
    return text.slice(start, start + Number(found[1]));
  });
}
