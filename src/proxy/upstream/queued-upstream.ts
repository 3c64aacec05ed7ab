import type { Upstream, UpstreamEvents, UpstreamRequest } from '../forward/upstream.ts';
import type { Http1UpstreamConnection } from '../http1/upstream-connection.ts';
import type { Expirable } from '../listener/deadlines.ts';
import type { EndpointPool } from './endpoint-pool.ts';

/** A request that waits for a connection. What comes of its body is kept: after the first part it is asked to wait, too. */
export class QueuedUpstream implements Upstream, Expirable {
  deadline: number = Number.POSITIVE_INFINITY;
  /** It cannot be sent over a connection that was used before. */
  readonly needsFresh: boolean;
  readonly #pool: EndpointPool;
  readonly #request: UpstreamRequest;
  readonly #events: UpstreamEvents;
  readonly #body: Buffer[] = [];
  #ended = false;
  #trailers: readonly string[] | undefined;
  #sent: Upstream | undefined;
  #over = false;

  constructor(pool: EndpointPool, request: UpstreamRequest, events: UpstreamEvents, needsFresh: boolean) {
    this.#pool = pool;
    this.#request = request;
    this.#events = events;
    this.needsFresh = needsFresh;
  }

  get connectMs(): number {
    return this.#sent?.connectMs ?? -1;
  }

  waitUntil(deadline: number): void {
    this.deadline = deadline;
    this.#pool.deadlines.add(this);
  }

  /** Fails, once whoever asked has the handle. */
  refuse(): void {
    setImmediate(() => this.#fail());
  }

  onDeadline(): void {
    this.#pool.deadlines.remove(this);
    this.#pool.leave(this);
    this.#fail();
  }

  sendOver(connection: Http1UpstreamConnection): void {
    this.#pool.deadlines.remove(this);
    const upstream = connection.send(this.#request, this.#events);
    this.#sent = upstream;
    let room = true;
    for (const chunk of this.#body) room = upstream.sendBody(chunk);
    const held = this.#body.splice(0).length > 0;
    if (this.#ended) upstream.sendEnd(this.#trailers);
    else if (held && room) this.#events.onRequestDrain();
  }

  sendBody(chunk: Buffer): boolean {
    if (this.#sent !== undefined) return this.#sent.sendBody(chunk);
    if (!this.#over) this.#body.push(chunk);
    return false;
  }

  sendEnd(trailers?: readonly string[]): void {
    if (this.#sent !== undefined) return this.#sent.sendEnd(trailers);
    this.#ended = true;
    this.#trailers = trailers;
  }

  pauseResponse(): void {
    this.#sent?.pauseResponse();
  }

  resumeResponse(): void {
    this.#sent?.resumeResponse();
  }

  abort(): void {
    if (this.#sent !== undefined) return this.#sent.abort();
    this.#over = true;
    this.#pool.deadlines.remove(this);
    this.#pool.leave(this);
  }

  #fail(): void {
    if (this.#over) return;
    this.#over = true;
    this.#events.onFailure('overloaded', false);
  }
}
