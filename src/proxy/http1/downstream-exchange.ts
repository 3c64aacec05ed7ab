import { clientOf } from '../forward/client-of.ts';
import type { Client, Downstream, DownstreamEvents, TunnelEnd } from '../forward/downstream.ts';
import type { ResponseHead } from '../forward/request.ts';
import { statusText } from '../forward/status-text.ts';
import type { Http1DownstreamConnection } from './downstream-connection.ts';
import type { Http1Request } from './request-head.ts';
import { TunnelSocket } from './tunnel-socket.ts';
import { headerLines, lastChunk, responseHeadText, writeChunk, writeJoined } from './write.ts';

/** One request of an HTTP/1.1 client and its response. Calls that come after the end do nothing. */
export class Http1DownstreamExchange implements Downstream {
  readonly request: Http1Request;
  readonly client: Client;
  readonly #connection: Http1DownstreamConnection;
  #events: DownstreamEvents | undefined;
  /** Head that waits for the first part of the body, so that both leave in one write. */
  #held = '';
  #chunked = false;
  /** Only the end of the connection tells the end of the body: an HTTP/1.0 client. */
  #endsByClose = false;
  #close = false;
  #headSent = false;
  #done = false;
  #requestEnded: boolean;
  #requestTrailers: readonly string[] | undefined;
  requestPaused = false;
  waitsForDrain = false;
  /** The client holds its body back until a 100 comes: its time does not run. */
  awaitsContinue: boolean;
  bodyBytesSent = 0;

  constructor(connection: Http1DownstreamConnection, request: Http1Request) {
    this.#connection = connection;
    this.request = request;
    this.client = clientOf(connection.client, request);
    this.#requestEnded = request.bodyLength === 0;
    this.awaitsContinue = request.expectContinue;
  }

  start(events: DownstreamEvents): void {
    this.#events = events;
    if (this.#requestEnded) events.onRequestEnd(this.#requestTrailers);
  }

  pauseRequest(): void {
    if (this.#done) return;
    this.requestPaused = true;
    this.#connection.watch();
  }

  resumeRequest(): void {
    if (this.#done) return;
    this.requestPaused = false;
    this.#connection.watch();
  }

  sendInformational(status: number, headers: readonly string[]): void {
    if (this.#done || this.#headSent || this.request.minorVersion === 0) return;
    const text = `HTTP/1.1 ${status} ${statusText(status)}\r\n${headerLines(headers)}\r\n`;
    this.#connection.socket.write(text, 'latin1');
    if (status === 100) {
      this.awaitsContinue = false;
      this.#connection.watch();
    }
  }

  sendHead(response: ResponseHead): void {
    if (this.#done || this.#headSent) return;
    this.#headSent = true;
    const unframed = response.hasBody && response.length < 0;
    this.#chunked = unframed && this.request.minorVersion === 1;
    this.#endsByClose = unframed && !this.#chunked;
    this.#close ||= !this.request.keepAlive || this.#connection.lastResponse;
    this.#held = responseHeadText(
      response,
      statusText(response.status),
      this.#chunked,
      this.#close ? 'close' : '',
    );
  }

  sendBody(chunk: Buffer): boolean {
    if (this.#done) return true;
    this.bodyBytesSent += chunk.length;
    const before = this.#held;
    this.#held = '';
    const { socket } = this.#connection;
    const room = this.#chunked ? writeChunk(socket, chunk, before) : writeJoined(socket, before, chunk);
    if (!room) {
      this.waitsForDrain = true;
      this.#connection.watch();
    }
    return room;
  }

  sendEnd(trailers?: readonly string[]): void {
    if (this.#done) return;
    const passed = this.request.takesTrailers ? trailers : undefined;
    const rest = this.#chunked ? this.#held + lastChunk(passed) : this.#held;
    this.#held = '';
    if (rest !== '') this.#connection.socket.write(rest, 'latin1');
    this.#done = true;
    this.#connection.finish(this.#close);
  }

  flush(): boolean {
    const { socket } = this.#connection;
    if (!this.#done && this.#held !== '') {
      socket.write(this.#held, 'latin1');
      this.#held = '';
    }
    return socket.writableLength === 0;
  }

  abort(): void {
    if (this.#done) return;
    this.#done = true;
    if (this.#endsByClose) this.#connection.reset();
    else this.#connection.destroy();
  }

  openTunnel(response: ResponseHead): TunnelEnd {
    this.#done = true;
    const { socket } = this.#connection;
    const upgrade = `Connection: Upgrade\r\nUpgrade: ${response.upgrade ?? ''}\r\n`;
    const lines = headerLines(response.headers);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines}${upgrade}\r\n`, 'latin1');
    return new TunnelSocket(socket, this.#connection.leave());
  }

  // What the connection calls.

  onBody(chunk: Buffer): void {
    this.awaitsContinue = false;
    this.#events?.onRequestBody(chunk);
  }

  onTrailers(fields: readonly string[]): void {
    this.#requestTrailers = fields;
  }

  endRequest(): void {
    this.#requestEnded = true;
    // From now on reading only serves to hear that the client is gone.
    this.requestPaused = false;
    this.#events?.onRequestEnd(this.#requestTrailers);
  }

  failRequest(status: 400 | 408 | 431, detail: string): void {
    this.#close = true;
    this.#events?.onRequestError(status, detail);
  }

  onDrain(): void {
    this.waitsForDrain = false;
    this.#connection.watch();
    this.#events?.onResponseDrain();
  }

  onClosed(): void {
    this.#done = true;
    this.#events?.onClosed();
  }
}
