import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Client } from '../forward/downstream.ts';
import type { Expirable } from '../listener/deadlines.ts';
import { type BodyDecoder, ChunkedDecoder, LengthDecoder } from './body-decoder.ts';
import { Http1DownstreamExchange } from './downstream-exchange.ts';
import { type Activity, type DownstreamOwner, drainGrace } from './downstream-owner.ts';
import type { MessageLimits } from './limits.ts';
import { type MessageError, messageError } from './message-error.ts';
import { ReadMemory } from './read-memory.ts';
import { RequestReader } from './request-reader.ts';
import { refusalText } from './write.ts';

/** `lingering`: the last answer is out, what the client still sends is dropped until it closes. */
type State = 'idle' | 'head' | 'exchange' | 'lingering' | 'tunnel' | 'closed';

/** Bytes read ahead of their turn, or dropped after the last answer; the rest waits in the client's own buffers. */
const readAheadLimit = 65_536;

/** An HTTP/1.1 connection of a client: one request at a time, in order; what comes early waits (RFC 9112 9.3.2). */
export class Http1DownstreamConnection implements Expirable {
  deadline: number;
  readonly socket: Socket;
  readonly client: Client;
  readonly #owner: DownstreamOwner;
  readonly #limits: MessageLimits;
  readonly #reader: RequestReader;
  readonly #memory: ReadMemory;
  readonly #openedAt: number;
  #state: State = 'idle';
  #exchange: Http1DownstreamExchange | undefined;
  #decoder: BodyDecoder | undefined;
  #pending: Buffer | undefined;
  #requests = 0;
  #headStartedAt = 0;
  /** When the body must have gone on, and the client have read on; Infinity where that is not waited for. */
  #bodyBy = Number.POSITIVE_INFINITY;
  #drainBy = Number.POSITIVE_INFINITY;
  #processing = false;
  #paused = false;
  #clientEnded = false;
  #dropped = 0;

  constructor(socket: Socket, client: Client, owner: DownstreamOwner) {
    this.socket = socket;
    this.client = client;
    this.#owner = owner;
    this.#limits = owner.limits;
    this.#reader = new RequestReader(owner.limits);
    this.#memory = new ReadMemory(this.#onData);
    this.#openedAt = owner.deadlines.now;
    this.deadline = owner.deadlines.now + owner.timeouts.idle;
    owner.deadlines.add(this);
    if (!this.#memory.takeOver(socket)) socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('drain', this.#onDrain);
    socket.on('error', this.#onClose);
    socket.on('close', this.#onClose);
  }

  get activity(): Activity {
    return this.#state === 'idle' || this.#state === 'tunnel' ? this.#state : 'active';
  }

  /** True when the response in progress is the last one of this connection. */
  get lastResponse(): boolean {
    const { bounds, deadlines } = this.#owner;
    return (
      this.#owner.draining ||
      (this.#clientEnded && this.#pending === undefined) ||
      this.#decoder !== undefined ||
      this.#tunnelBytes ||
      this.#requests >= bounds.requests ||
      deadlines.now - this.#openedAt > bounds.age
    );
  }

  /** Ends an idle connection after a grace in which a request that is already on its way may arrive. */
  drain(): void {
    if (this.#state === 'idle') {
      this.deadline = Math.min(this.deadline, this.#owner.deadlines.now + drainGrace);
    }
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** Ends the connection with a reset, where a FIN would pass for the end of the body. TLS tells the two apart itself. */
  reset(): void {
    if (this.socket instanceof TLSSocket) this.socket.destroy();
    else this.socket.resetAndDestroy();
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
      case 'idle':
        return this.#linger();
      default:
        return this.destroy();
    }
  }

  /** Sets the deadline that fits what the connection waits for, and reads on or not. */
  watch(): void {
    const { deadlines, timeouts } = this.#owner;
    const exchange = this.#exchange;
    const drains = exchange?.waitsForDrain === true;
    const sends =
      this.#decoder !== undefined && exchange?.requestPaused !== true && !exchange?.awaitsContinue;
    // Who reads slowly gets no more time by sending, and who sends slowly only what the bytes are worth.
    this.#drainBy = drains
      ? Math.min(this.#drainBy, deadlines.now + timeouts.write)
      : Number.POSITIVE_INFINITY;
    this.#bodyBy = sends ? Math.min(this.#bodyBy, deadlines.now + timeouts.body) : Number.POSITIVE_INFINITY;
    this.deadline = drains ? this.#drainBy : this.#bodyBy;
    this.#steer();
  }

  /** The response is complete: on to the next request, or the end. */
  finish(close: boolean): void {
    const last = close || this.#decoder !== undefined || this.#tunnelBytes;
    const over = last && this.#clientIsDone;
    this.#exchange = undefined;
    if (last) return over ? this.#onClose() : this.#linger();
    this.#state = 'idle';
    this.deadline =
      this.#owner.deadlines.now + (this.#owner.draining ? drainGrace : this.#owner.timeouts.idle);
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

  /** False: of a request all may be kept, to be sent again. A tunnel listens to the socket itself. */
  #onData = (data: Buffer): boolean => {
    if (this.#state === 'tunnel') return !this.socket.emit('data', data);
    if (this.#state === 'lingering') {
      this.#dropped += data.length;
      // A reset now could take the answer from a client that is still sending, so it is only made to wait.
      if (this.#dropped > readAheadLimit) this.socket.pause();
      return false;
    }
    this.#pending = this.#pending === undefined ? data : Buffer.concat([this.#pending, data]);
    this.#process();
    return false;
  };

  /** Works through what was read, as far as it may be acted on now. */
  #process(): void {
    if (this.#processing) return;
    this.#processing = true;
    while (this.#pending !== undefined && this.#step(this.#pending));
    this.#processing = false;
    this.#steer();
    if (this.#clientEnded) this.#endWithClient();
  }

  /** False when nothing more can be done now. */
  #step(data: Buffer): boolean {
    if (this.#state === 'exchange') {
      if (this.#decoder === undefined) return false;
      this.#takeBody(data);
      return true;
    }
    // Who does not read its answers gets no more of them.
    if (this.#state === 'idle' && this.socket.writableNeedDrain) return false;
    return (this.#state === 'idle' || this.#state === 'head') && this.#takeHead(data);
  }

  /** Reads on, or lets the client wait: for its body to be taken, or for its turn. */
  #steer(): void {
    if (this.#state === 'lingering' || this.#state === 'tunnel') return;
    const wait = this.#exchange?.requestPaused === true || (this.#pending?.length ?? 0) > readAheadLimit;
    if (wait === this.#paused) return;
    this.#paused = wait;
    if (wait) this.socket.pause();
    else this.socket.resume();
  }

  /** What came behind a request to switch protocols: for the tunnel only, never another request (RFC 9110 7.8). */
  get #tunnelBytes(): boolean {
    return this.#pending !== undefined && this.#exchange?.request.upgrade !== undefined;
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
    if (request.chunked) this.#decoder = new ChunkedDecoder(this.#limits, request.options);
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
    this.#bodyBy += (data.length * 1000) / this.#owner.timeouts.leastBodyRate;
    const progress = this.#decoder.feed(data, 0, exchange);
    if (this.#exchange !== exchange) return;
    if (progress.kind !== 'more') this.#decoder = undefined;
    if (progress.kind === 'error') {
      return exchange.failRequest(progress.status === 431 ? 431 : 400, progress.detail);
    }
    if (progress.kind === 'done') {
      this.#memory.onBodyEnd();
      if (progress.next < data.length) this.#pending = data.subarray(progress.next);
      exchange.endRequest();
    }
    this.watch();
  }

  #onDrain = (): void => {
    if (this.#exchange === undefined) this.#process();
    else this.#exchange.onDrain();
  };

  #onEnd = (): void => {
    this.#clientEnded = true;
    if (this.#state === 'exchange' && this.#decoder !== undefined) this.destroy();
    else this.#endWithClient();
  };

  /** A client may half-close after its last request and still wait for the answer (RFC 9112 9.5). */
  #endWithClient(): void {
    if (this.#state === 'head' || (this.#state === 'idle' && this.#pending === undefined)) this.#linger();
  }

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
    this.#owner.onRefused(this.client, error, this.#headStartedAt);
    this.socket.write(refusalText(error.status, error.reason, this.#owner.reasonHeader), 'latin1');
    this.#linger();
  }

  /** The client sends no more and all of ours is out, so closing at once cuts nothing off. TLS has a last word to send. */
  get #clientIsDone(): boolean {
    const request = this.#exchange?.request;
    const silent = request?.keepAlive === false && request.bodyLength === 0 && this.#pending === undefined;
    return silent && this.socket.writableLength === 0 && !(this.socket instanceof TLSSocket);
  }

  /** Half-closes and drops what still comes, so that a reset does not take the last answer away (RFC 9112 9.6). */
  #linger(): void {
    this.#state = 'lingering';
    this.#pending = undefined;
    this.#decoder = undefined;
    const { deadlines, timeouts } = this.#owner;
    this.deadline = deadlines.now + timeouts.write;
    this.socket.end(() => {
      this.deadline = deadlines.now + timeouts.linger;
    });
    this.socket.resume();
  }
}
