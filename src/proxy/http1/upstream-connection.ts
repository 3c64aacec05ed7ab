import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import type { Endpoint } from '../../model/index.ts';
import type { Upstream, UpstreamEvents, UpstreamFailure, UpstreamRequest } from '../forward/upstream.ts';
import type { Deadlines, Expirable } from '../listener/deadlines.ts';
import { type BodyDecoder, ChunkedDecoder, LengthDecoder, UntilCloseDecoder } from './body-decoder.ts';
import { responseLimits } from './limits.ts';
import type { Http1Response } from './response-head.ts';
import { ResponseReader } from './response-reader.ts';
import { TunnelSocket } from './tunnel-socket.ts';
import { Http1UpstreamExchange } from './upstream-exchange.ts';
import { writeChunk, writeRequestHead } from './write.ts';

/** Milliseconds an upstream may take. */
export interface UpstreamTimeouts {
  readonly connect: number;
  /** From the request sent to the head of the final response, and between two reads of its body. */
  readonly response: number;
}

/** What a connection tells its pool. */
export interface UpstreamOwner {
  readonly deadlines: Deadlines;
  readonly timeouts: UpstreamTimeouts;
  /** Resolves names of ExternalName endpoints, refusing addresses they may not lead to. */
  readonly lookup: LookupFunction;
  onIdle(connection: Http1UpstreamConnection): void;
  onGone(connection: Http1UpstreamConnection): void;
}

/** An HTTP/1.1 connection to an endpoint: one exchange at a time, never pipelined. */
export class Http1UpstreamConnection implements Expirable {
  deadline: number;
  readonly #owner: UpstreamOwner;
  readonly #socket: Socket;
  #connected = false;
  #closed = false;
  #exchange: Http1UpstreamExchange | undefined;
  #served = 0;
  /** Bytes of an incomplete head. */
  #partial: Buffer | undefined;
  #decoder: BodyDecoder | undefined;
  #response: Http1Response | undefined;
  #reader: ResponseReader | undefined;

  constructor(endpoint: Endpoint, owner: UpstreamOwner) {
    this.#owner = owner;
    this.deadline = owner.deadlines.now + owner.timeouts.connect;
    owner.deadlines.add(this);
    const family = isIP(endpoint.address);
    this.#socket = connect({
      host: endpoint.address,
      port: endpoint.port,
      noDelay: true,
      allowHalfOpen: true,
      ...(family === 0 ? { lookup: owner.lookup } : { family, autoSelectFamily: false }),
    });
    this.#listen();
  }

  /** False once the connection has ended: not to be taken from the pool. */
  get usable(): boolean {
    return !this.#closed;
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('connect', () => {
      this.#connected = true;
      this.#expectProgress();
    });
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('end', () => this.#onEnd());
    socket.on('drain', () => this.#exchange?.events.onRequestDrain());
    socket.on('error', () => this.#lose('reset'));
    socket.on('close', () => this.#lose('reset'));
  }

  /** Starts an exchange; the connection is idle or new. */
  send(request: UpstreamRequest, events: UpstreamEvents): Upstream {
    const exchange = new Http1UpstreamExchange(this, request, events, this.#served > 0);
    this.#served += 1;
    this.#exchange = exchange;
    this.#reader = new ResponseReader(request.method, responseLimits);
    this.#expectProgress();
    this.#socket.ref();
    writeRequestHead(this.#socket, request);
    return exchange;
  }

  onDeadline(): void {
    if (this.#exchange === undefined) this.close();
    else this.#lose(this.#connected ? 'timeout' : 'connect-timeout');
  }

  /** Waits in the pool until `deadline` at most. */
  park(deadline: number): void {
    this.deadline = deadline;
    this.#socket.resume();
    this.#socket.unref();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#owner.deadlines.remove(this);
    this.#socket.destroy();
    this.#owner.onGone(this);
  }

  sendBody(exchange: Http1UpstreamExchange, chunk: Buffer): boolean {
    if (exchange !== this.#exchange || this.#closed) return true;
    this.#expectProgress();
    if (exchange.request.bodyLength === -1) return writeChunk(this.#socket, chunk);
    return this.#socket.write(chunk);
  }

  sendEnd(exchange: Http1UpstreamExchange): void {
    if (exchange !== this.#exchange || this.#closed) return;
    this.#expectProgress();
    if (exchange.request.bodyLength === -1) this.#socket.write('0\r\n\r\n', 'latin1');
  }

  setPaused(exchange: Http1UpstreamExchange, paused: boolean): void {
    if (exchange !== this.#exchange) return;
    if (paused) this.#socket.pause();
    else this.#socket.resume();
    this.#expectProgress();
  }

  abort(exchange: Http1UpstreamExchange): void {
    if (exchange !== this.#exchange) return;
    this.#exchange = undefined;
    this.close();
  }

  /** The backend has this long for its next move; before it is connected the connect time-out holds. */
  #expectProgress(): void {
    // While the client is slow the backend is not to blame.
    if (this.#socket.isPaused()) this.deadline = Number.POSITIVE_INFINITY;
    else if (this.#connected) this.deadline = this.#owner.deadlines.now + this.#owner.timeouts.response;
  }

  #onData(data: Buffer): void {
    const exchange = this.#exchange;
    // Bytes nobody asked for must never become a response (RFC 9112 9.2).
    if (exchange === undefined) return this.close();
    exchange.answered = true;
    this.#expectProgress();
    const buffer = this.#partial === undefined ? data : Buffer.concat([this.#partial, data]);
    this.#partial = undefined;
    let at = 0;
    while (at < buffer.length && this.#exchange === exchange) {
      const next =
        this.#decoder === undefined
          ? this.#takeHead(exchange, buffer, at)
          : this.#takeBody(exchange, buffer, at);
      if (next < 0) break;
      at = next;
    }
    exchange.events.onBatchEnd();
  }

  /** Parses a head from `at`; the position after it, or -1 when nothing is left to do with this read. */
  #takeHead(exchange: Http1UpstreamExchange, buffer: Buffer, at: number): number {
    const result = this.#reader?.read(buffer, at);
    if (result === undefined || result.kind === 'error') return this.#lose('protocol-error');
    if (result.kind === 'incomplete') {
      this.#partial = at === 0 ? buffer : buffer.subarray(at);
      return -1;
    }
    const { response, next } = result;
    if (response.status === 101) return this.#switch(exchange, response, buffer.subarray(next));
    if (response.status < 200) {
      exchange.events.onInformational(response);
      return next;
    }
    this.#response = response;
    if (response.hasBody) {
      this.#decoder = decoderFor(response);
      exchange.events.onHead(response);
    } else {
      exchange.events.onHead(response);
      if (this.#exchange === exchange) this.#complete(exchange, next === buffer.length);
    }
    return next;
  }

  #takeBody(exchange: Http1UpstreamExchange, buffer: Buffer, at: number): number {
    const progress = this.#decoder?.feed(buffer, at, exchange) ?? { kind: 'more' };
    if (this.#exchange !== exchange) return -1;
    if (progress.kind === 'error') return this.#lose('protocol-error');
    if (progress.kind === 'more') return -1;
    this.#complete(exchange, progress.next === buffer.length);
    return progress.next;
  }

  /** A 101 counts only when it answers the upgrade that was asked for (RFC 9110 7.8). */
  #switch(exchange: Http1UpstreamExchange, response: Http1Response, early: Buffer): number {
    const asked = exchange.request.upgrade;
    if (asked === undefined || response.upgrade !== asked) return this.#lose('protocol-error');
    this.#exchange = undefined;
    this.#closed = true;
    this.#owner.deadlines.remove(this);
    this.#owner.onGone(this);
    this.#socket.removeAllListeners('data').removeAllListeners('end').removeAllListeners('drain');
    this.#socket.pause();
    exchange.events.onTunnel(response, new TunnelSocket(this.#socket, early));
    return -1;
  }

  #complete(exchange: Http1UpstreamExchange, atBoundary: boolean): void {
    const response = this.#response;
    this.#exchange = undefined;
    this.#decoder = undefined;
    this.#response = undefined;
    const framed = response !== undefined && (response.chunked || response.length >= 0 || !response.hasBody);
    if (atBoundary && framed && response.keepAlive && exchange.requestComplete) this.#owner.onIdle(this);
    else this.close();
    exchange.events.onResponseEnd();
  }

  #onEnd(): void {
    const exchange = this.#exchange;
    if (exchange !== undefined && this.#decoder instanceof UntilCloseDecoder) {
      this.#complete(exchange, false);
      exchange.events.onBatchEnd();
    } else {
      this.#lose('reset');
    }
  }

  /** Ends the connection; an exchange in progress has failed. Always -1, so that parsing stops. */
  #lose(failure: UpstreamFailure): -1 {
    if (this.#closed) return -1;
    const exchange = this.#exchange;
    this.#exchange = undefined;
    const what = this.#connected || failure === 'connect-timeout' ? failure : 'connect-failed';
    this.close();
    exchange?.events.onFailure(what, exchange.reused && !exchange.answered && what === 'reset');
    return -1;
  }
}

function decoderFor(response: Http1Response): BodyDecoder {
  if (response.chunked) return new ChunkedDecoder(responseLimits);
  return response.length >= 0 ? new LengthDecoder(response.length) : new UntilCloseDecoder();
}
