import type { Socket } from 'node:net';
import type { Client, Downstream } from '../forward/downstream.ts';
import { httpDate } from '../forward/http-date.ts';
import type { Deadlines, Expirable } from '../listener/deadlines.ts';
import { type BodyDecoder, ChunkedDecoder, LengthDecoder } from './body-decoder.ts';
import { Http1DownstreamExchange } from './downstream-exchange.ts';
import { requestLimits } from './limits.ts';
import { type MessageError, messageError } from './message-error.ts';
import { RequestReader } from './request-reader.ts';
import { statusText } from './status-text.ts';

/** Milliseconds a client may take. */
export interface DownstreamTimeouts {
  /** Between requests, and before the first. */
  readonly idle: number;
  /** For a whole head, from its first byte. */
  readonly head: number;
  /** Between two parts of a body. */
  readonly body: number;
  /** Without reading anything of a response. */
  readonly write: number;
  /** For the client to take a last answer and close. */
  readonly linger: number;
}

/** After so much a connection is closed at the end of a response, so that load evens out over workers. */
export interface ConnectionBounds {
  readonly requests: number;
  /** Milliseconds. */
  readonly age: number;
}

/** What a connection of a client needs of its listener. */
export interface DownstreamOwner {
  readonly deadlines: Deadlines;
  readonly timeouts: DownstreamTimeouts;
  readonly bounds: ConnectionBounds;
  /** True once connections should end as soon as their responses are complete. */
  readonly draining: boolean;
  onRequest(downstream: Downstream): void;
  /** The connection answered a request that never became one. */
  onRefused(client: Client, error: MessageError, startedAt: number): void;
  onGone(connection: Http1DownstreamConnection): void;
}

/** `lingering`: the last answer is out, what the client still sends is dropped until it closes. */
type State = 'idle' | 'head' | 'exchange' | 'lingering' | 'tunnel' | 'closed';

/** Bytes read ahead of their turn, or dropped after the last answer. */
const readAheadLimit = 65_536;

/** An HTTP/1.1 connection of a client: one request at a time, in order; what comes early waits (RFC 9112 9.3.2). */
export class Http1DownstreamConnection implements Expirable {
  deadline: number;
  readonly socket: Socket;
  readonly client: Client;
  readonly #owner: DownstreamOwner;
  readonly #reader: RequestReader = new RequestReader(requestLimits);
  readonly #openedAt: number;
  #state: State = 'idle';
  #exchange: Http1DownstreamExchange | undefined;
  #decoder: BodyDecoder | undefined;
  #pending: Buffer | undefined;
  #requests = 0;
  #headStartedAt = 0;
  #processing = false;
  #clientEnded = false;
  #dropped = 0;

  constructor(socket: Socket, client: Client, owner: DownstreamOwner) {
    this.socket = socket;
    this.client = client;
    this.#owner = owner;
    this.#openedAt = owner.deadlines.now;
    this.deadline = owner.deadlines.now + owner.timeouts.idle;
    owner.deadlines.add(this);
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('drain', this.#onDrain);
    socket.on('error', this.#onClose);
    socket.on('close', this.#onClose);
  }

  /** True while no request is in progress and none has begun. */
  get idle(): boolean {
    return this.#state === 'idle';
  }

  /** True when the response in progress is the last one of this connection. */
  get lastResponse(): boolean {
    const { bounds, deadlines } = this.#owner;
    return (
      this.#owner.draining ||
      this.#clientEnded ||
      this.#decoder !== undefined ||
      this.#requests >= bounds.requests ||
      deadlines.now - this.#openedAt > bounds.age
    );
  }

  /** Ends an idle connection after a grace in which a request that is already on its way may arrive. */
  drain(): void {
    if (this.#state === 'idle') this.deadline = Math.min(this.deadline, this.#owner.deadlines.now + 1000);
  }

  destroy(): void {
    this.socket.destroy();
  }

  onDeadline(): void {
    switch (this.#state) {
      case 'head':
        return this.#refuse(messageError('head not complete in time', 408, 'RequestTimeout'));
      case 'exchange':
        if (this.#exchange?.waitsForDrain !== true && this.#decoder !== undefined) {
          this.#decoder = undefined;
          this.#exchange?.failRequest(408, 'body not complete in time');
          return;
        }
        return this.destroy();
      default:
        return this.destroy();
    }
  }

  /** Sets the deadline that fits what the connection waits for. */
  watch(): void {
    const { deadlines, timeouts } = this.#owner;
    if (this.#exchange?.waitsForDrain === true) this.deadline = deadlines.now + timeouts.write;
    else if (this.#decoder !== undefined && this.#exchange?.requestPaused !== true) {
      this.deadline = deadlines.now + timeouts.body;
    } else this.deadline = Number.POSITIVE_INFINITY;
  }

  /** The response is complete: on to the next request, or the end. */
  finish(close: boolean): void {
    this.#exchange = undefined;
    if (close || this.#decoder !== undefined) return this.#linger();
    this.#state = 'idle';
    this.deadline = this.#owner.deadlines.now + (this.#owner.draining ? 1000 : this.#owner.timeouts.idle);
    this.socket.resume();
    this.#process();
  }

  /** Hands the socket over; the bytes that came early belong to the tunnel. */
  leave(): Buffer | undefined {
    this.#state = 'tunnel';
    this.deadline = Number.POSITIVE_INFINITY;
    this.#exchange = undefined;
    this.socket.off('data', this.#onData).off('end', this.#onEnd).off('drain', this.#onDrain);
    this.socket.pause();
    const early = this.#pending;
    this.#pending = undefined;
    return early;
  }

  #onData = (data: Buffer): void => {
    if (this.#state === 'lingering') {
      this.#dropped += data.length;
      if (this.#dropped > readAheadLimit) this.destroy();
      return;
    }
    this.#pending = this.#pending === undefined ? data : Buffer.concat([this.#pending, data]);
    this.#process();
    if (this.#state === 'exchange' && (this.#pending?.length ?? 0) > readAheadLimit) this.socket.pause();
  };

  /** Works through what was read, as far as it may be acted on now. */
  #process(): void {
    if (this.#processing) return;
    this.#processing = true;
    while (this.#pending !== undefined) {
      const before = this.#pending;
      if (this.#state === 'exchange') {
        if (this.#decoder === undefined) break;
        this.#takeBody(before);
      } else if (this.#state === 'idle' || this.#state === 'head') {
        if (!this.#takeHead(before)) break;
      } else break;
    }
    this.#processing = false;
  }

  /** False when the head is not complete yet. */
  #takeHead(data: Buffer): boolean {
    if (this.#state === 'idle') {
      this.#state = 'head';
      this.#headStartedAt = performance.now();
      this.deadline = this.#owner.deadlines.now + this.#owner.timeouts.head;
    }
    const result = this.#reader.read(data);
    if (result.kind === 'incomplete') return false;
    if (result.kind === 'error') {
      this.#refuse(result);
      return false;
    }
    const { request, next } = result;
    this.#pending = next < data.length ? data.subarray(next) : undefined;
    this.#requests += 1;
    this.#state = 'exchange';
    if (request.chunked) this.#decoder = new ChunkedDecoder(requestLimits);
    else if (request.bodyLength > 0) this.#decoder = new LengthDecoder(request.bodyLength);
    this.#exchange = new Http1DownstreamExchange(this, request);
    this.watch();
    this.#owner.onRequest(this.#exchange);
    return true;
  }

  #takeBody(data: Buffer): void {
    const exchange = this.#exchange;
    if (exchange === undefined || this.#decoder === undefined) return;
    this.#pending = undefined;
    const progress = this.#decoder.feed(data, 0, exchange);
    if (this.#exchange !== exchange) return;
    if (progress.kind === 'error') {
      this.#decoder = undefined;
      exchange.failRequest(progress.status === 431 ? 431 : 400, progress.detail);
      return;
    }
    if (progress.kind === 'done') {
      this.#decoder = undefined;
      if (progress.next < data.length) this.#pending = data.subarray(progress.next);
      exchange.endRequest();
    }
    this.watch();
  }

  #onDrain = (): void => {
    this.#exchange?.onDrain();
  };

  #onEnd = (): void => {
    this.#clientEnded = true;
    // A client may half-close after its request and still wait for the answer (RFC 9112 9.5); never in the middle of one.
    if (this.#state === 'exchange' && this.#decoder === undefined) return;
    this.destroy();
  };

  #onClose = (): void => {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#owner.deadlines.remove(this);
    this.socket.destroy();
    this.#pending = undefined;
    this.#owner.onGone(this);
    this.#exchange?.onClosed();
  };

  /** Answers once, then closes: after a framing doubt nothing that follows can be trusted. */
  #refuse(error: MessageError): void {
    const body = `${error.status} ${statusText(error.status)}\n`;
    const head =
      `HTTP/1.1 ${error.status} ${statusText(error.status)}\r\nServer: sluice\r\nDate: ${httpDate()}\r\n` +
      `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
    this.#owner.onRefused(this.client, error, this.#headStartedAt);
    this.socket.write(head + body, 'latin1');
    this.#linger();
  }

  /** Half-closes and drops what still comes, so that a reset does not take the last answer away (RFC 9112 9.6). */
  #linger(): void {
    this.#state = 'lingering';
    this.#pending = undefined;
    this.#decoder = undefined;
    if (this.#clientEnded) {
      this.socket.end(() => this.destroy());
    } else {
      this.socket.end();
      this.socket.resume();
    }
    this.deadline = this.#owner.deadlines.now + this.#owner.timeouts.linger;
  }
}
