import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import type { Endpoint } from '../../model/index.ts';
import type { Upstream, UpstreamEvents, UpstreamFailure, UpstreamRequest } from '../forward/upstream.ts';
import type { Deadlines, Expirable } from '../listener/deadlines.ts';
import { type BodyDecoder, UntilCloseDecoder } from './body-decoder.ts';
import { responseLimits } from './limits.ts';
import { ReadMemory } from './read-memory.ts';
import { responseDecoder } from './response-decoder.ts';
import type { Http1Response } from './response-head.ts';
import { ResponseReader } from './response-reader.ts';
import { TunnelSocket } from './tunnel-socket.ts';
import { Http1UpstreamExchange } from './upstream-exchange.ts';
import { lastChunk, writeChunk, writeRequestHead } from './write.ts';
import { WriteEnd } from './write-end.ts';

/** What a connection tells its pool. */
export interface UpstreamOwner {
  readonly deadlines: Deadlines;
  /** Resolves names of ExternalName endpoints on a port, refusing addresses they may not lead to. */
  lookupFor(port: number): LookupFunction;
  onIdle(connection: Http1UpstreamConnection): void;
  onGone(connection: Http1UpstreamConnection): void;
}

/**
 * An HTTP/1.1 connection to an endpoint: one exchange at a time, never pipelined. Each exchange brings its own time-outs,
 * the one that makes the connection included.
 */
export class Http1UpstreamConnection implements Expirable {
  deadline: number = Number.POSITIVE_INFINITY;
  readonly #owner: UpstreamOwner;
  readonly #socket: Socket;
  readonly #memory = new ReadMemory((data) => this.#onData(data));
  readonly #writeEnd: WriteEnd;
  readonly #openedAt = performance.now();
  #connected = false;
  #closed = false;
  #isTunnel = false;
  #exchange: Http1UpstreamExchange | undefined;
  #served = 0;
  #keptFor = Number.POSITIVE_INFINITY;
  /** Bytes of an incomplete head. */
  #partial: Buffer | undefined;
  #decoder: BodyDecoder | undefined;
  #response: Http1Response | undefined;
  #reader: ResponseReader | undefined;

  constructor(endpoint: Endpoint, owner: UpstreamOwner) {
    this.#owner = owner;
    owner.deadlines.add(this);
    const family = isIP(endpoint.address);
    this.#socket = connect({
      host: endpoint.address,
      port: endpoint.port,
      noDelay: true,
      allowHalfOpen: true,
      onread: this.#memory.onread,
      ...(family === 0 ? { lookup: owner.lookupFor(endpoint.port) } : { family, autoSelectFamily: false }),
    });
    // What keeps the process alive is the client's side; an idle connection must not.
    this.#socket.unref();
    this.#writeEnd = new WriteEnd(this.#socket);
    this.#listen();
  }

  /** Milliseconds since it was begun. */
  get age(): number {
    return performance.now() - this.#openedAt;
  }

  /** Milliseconds the backend keeps it when idle, by its last response; Infinity where it did not say. */
  get keptFor(): number {
    return this.#keptFor;
  }

  /** False once the connection has ended: not to be taken from the pool. */
  get usable(): boolean {
    return !this.#closed;
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('connect', () => {
      this.#connected = true;
      if (this.#exchange !== undefined) this.#exchange.connectMs = performance.now() - this.#openedAt;
      this.#watch();
    });
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
    writeRequestHead(this.#socket, request);
    this.#watch();
    return exchange;
  }

  onDeadline(): void {
    if (this.#exchange === undefined) this.close();
    else if (this.#isClientsTurn(this.#exchange)) this.deadline = Number.POSITIVE_INFINITY;
    else this.#lose(this.#connected ? 'timeout' : 'connect-timeout');
  }

  /** Waits in the pool until `deadline` at most. */
  park(deadline: number): void {
    this.deadline = deadline;
    this.#socket.resume();
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
    // A client may tire of waiting for the 100 (RFC 9110 10.1.1).
    exchange.awaitsContinue = false;
    const chunked = exchange.request.bodyLength === -1;
    const room = chunked ? writeChunk(this.#socket, chunk) : this.#socket.write(chunk);
    this.#watch();
    return room;
  }

  sendEnd(exchange: Http1UpstreamExchange, trailers: readonly string[] | undefined): void {
    if (exchange !== this.#exchange || this.#closed) return;
    if (exchange.request.bodyLength === -1) this.#socket.write(lastChunk(trailers), 'latin1');
    this.#watch();
  }

  setPaused(exchange: Http1UpstreamExchange, paused: boolean): void {
    if (exchange !== this.#exchange) return;
    if (paused) this.#socket.pause();
    else this.#socket.resume();
    this.#watch();
  }

  abort(exchange: Http1UpstreamExchange): void {
    if (exchange !== this.#exchange) return;
    this.#exchange = undefined;
    this.close();
  }

  /** Sets the deadline of the backend's next move. */
  #watch(): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    const { deadlines } = this.#owner;
    const { timeouts } = exchange.request;
    if (!this.#connected) {
      // What is written meanwhile does not make the connection younger.
      if (this.deadline === Number.POSITIVE_INFINITY) this.deadline = deadlines.after(timeouts.connect);
    } else if (this.#socket.isPaused()) {
      // While the client is slow the backend is not to blame.
      this.deadline = Number.POSITIVE_INFINITY;
    } else if (this.#response !== undefined) this.deadline = deadlines.after(timeouts.idle);
    else if (exchange.requestComplete || exchange.awaitsContinue)
      this.deadline = deadlines.after(timeouts.response);
    else this.deadline = deadlines.after(timeouts.send);
  }

  /** True where all that the client has sent of its request is out: its own time-outs hold then, not ours. */
  #isClientsTurn(exchange: Http1UpstreamExchange): boolean {
    const sending = !exchange.requestComplete && !exchange.awaitsContinue && this.#response === undefined;
    return sending && this.#connected && this.#socket.writableLength === 0;
  }

  /** True when nothing of `data` is held any more. */
  #onData(data: Buffer): boolean {
    if (this.#isTunnel) {
      this.#socket.emit('data', data);
      return false;
    }
    const exchange = this.#exchange;
    // Bytes nobody asked for must never become a response (RFC 9112 9.2).
    if (exchange === undefined) {
      this.close();
      return true;
    }
    exchange.answered = true;
    // A head in pieces has no more time than one that comes at once.
    if (this.#response !== undefined) this.#watch();
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
    const isOut = exchange.events.onBatchEnd();
    return isOut && this.#partial === undefined && !this.#isTunnel;
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
      if (response.status === 100) exchange.awaitsContinue = false;
      this.#watch();
      exchange.events.onInformational(response);
      return next;
    }
    this.#response = response;
    this.#watch();
    if (response.hasBody) {
      this.#decoder = responseDecoder(response);
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
    this.#isTunnel = true;
    this.#owner.deadlines.remove(this);
    this.#owner.onGone(this);
    this.#writeEnd.release();
    this.#socket.removeAllListeners('end').removeAllListeners('drain');
    this.#socket.pause();
    exchange.events.onTunnel(response, new TunnelSocket(this.#socket, early));
    return -1;
  }

  #complete(exchange: Http1UpstreamExchange, atBoundary: boolean): void {
    const response = this.#response;
    this.#memory.onBodyEnd();
    this.#exchange = undefined;
    this.#decoder = undefined;
    this.#response = undefined;
    const framed = response !== undefined && (response.chunked || response.length >= 0 || !response.hasBody);
    // A request that the backend has not taken whole would be read on by it as the next one.
    const sent = exchange.requestComplete && this.#socket.writableLength === 0 && !this.#writeEnd.failed;
    if (atBoundary && framed && response.keepAlive && sent) {
      this.#keptFor = response.keptFor;
      this.#owner.onIdle(this);
    } else this.close();
    exchange.events.onResponseEnd(exchange.trailers);
  }

  #onEnd(): void {
    const exchange = this.#exchange;
    // After a reset the end of the connection says nothing about the end of the body.
    if (exchange !== undefined && this.#decoder instanceof UntilCloseDecoder && !this.#writeEnd.failed) {
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
