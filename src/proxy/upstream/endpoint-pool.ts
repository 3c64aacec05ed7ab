import type { LookupFunction } from 'node:net';
import type { Endpoint } from '../../model/index.ts';
import type { Upstream, UpstreamEvents, UpstreamRequest } from '../forward/upstream.ts';
import { Http1UpstreamConnection, type UpstreamOwner } from '../http1/upstream-connection.ts';
import type { Deadlines } from '../listener/deadlines.ts';
import { QueuedUpstream } from './queued-upstream.ts';

/** How many connections an endpoint has, and how long they last (milliseconds). */
export interface PoolBounds {
  readonly idlePerEndpoint: number;
  /** Shorter than what backends use (Node closes after 5 s), so that we close first. */
  readonly idleTimeout: number;
  /** Connections to one endpoint, tunnels apart; 0 for no limit. */
  readonly mostPerEndpoint: number;
  /** How long a request waits for one of them. */
  readonly queueTimeout: number;
  /** Requests that wait at a time for one endpoint. */
  readonly mostQueued: number;
  /** Age from which a connection is not used again. */
  readonly mostAge: number;
}

/** What the pools of all endpoints share. */
export interface PoolContext {
  readonly deadlines: Deadlines;
  readonly bounds: PoolBounds;
  lookupFor(port: number): LookupFunction;
  /** The pool holds nothing any more. */
  onEmpty(pool: EndpointPool): void;
}

/** A backend that says how long it waits is left this much earlier. */
const hintMargin = 1000;

/** The connections to one endpoint. Idle ones are used again, the latest first, so that the rest may age out. */
export class EndpointPool implements UpstreamOwner {
  readonly key: string;
  readonly #endpoint: Endpoint;
  readonly #context: PoolContext;
  readonly #connections = new Set<Http1UpstreamConnection>();
  readonly #idle: Http1UpstreamConnection[] = [];
  #waiting: QueuedUpstream[] = [];
  #retired = false;

  constructor(key: string, endpoint: Endpoint, context: PoolContext) {
    this.key = key;
    this.#endpoint = endpoint;
    this.#context = context;
  }

  get deadlines(): Deadlines {
    return this.#context.deadlines;
  }

  get idle(): number {
    return this.#idle.length;
  }

  /** Connections in use. */
  get active(): number {
    return this.#connections.size - this.#idle.length;
  }

  /** Requests that wait for a connection. */
  get waiting(): number {
    return this.#waiting.length;
  }

  lookupFor(port: number): LookupFunction {
    return this.#context.lookupFor(port);
  }

  open(request: UpstreamRequest, events: UpstreamEvents, fresh: boolean): Upstream {
    this.#retired = false;
    // A tunnel keeps its connection for good, so it takes a new one and leaves the pool alone.
    const connection =
      fresh || request.upgrade !== undefined ? this.#fresh() : (this.#take() ?? this.#fresh());
    return connection === undefined ? this.#queue(request, events, fresh) : connection.send(request, events);
  }

  onIdle(connection: Http1UpstreamConnection): void {
    const { bounds, deadlines } = this.#context;
    const waits = Math.min(bounds.idleTimeout, connection.keptFor - hintMargin);
    if (this.#retired || waits <= 0 || connection.age >= bounds.mostAge) return connection.close();
    const next = this.#waiting[0];
    if (next !== undefined) {
      if (next.needsFresh) return connection.close();
      this.#waiting.shift();
      return next.sendOver(connection);
    }
    if (this.#idle.length >= bounds.idlePerEndpoint) return connection.close();
    this.#idle.push(connection);
    connection.park(deadlines.now + waits);
  }

  onGone(connection: Http1UpstreamConnection): void {
    this.#connections.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    const next = this.#waiting.shift();
    if (next !== undefined) return next.sendOver(this.#connect());
    this.#leaveIfEmpty();
  }

  /** No new requests will come: closes what is idle; what is in use ends with its exchange. */
  retire(): void {
    this.#retired = true;
    for (const connection of [...this.#idle]) connection.close();
  }

  close(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const queued of waiting) queued.abort();
    for (const connection of [...this.#connections]) connection.close();
  }

  /** A request no longer waits. */
  leave(queued: QueuedUpstream): void {
    const at = this.#waiting.indexOf(queued);
    if (at >= 0) this.#waiting.splice(at, 1);
    this.#leaveIfEmpty();
  }

  #take(): Http1UpstreamConnection | undefined {
    for (let next = this.#idle.pop(); next !== undefined; next = this.#idle.pop()) {
      if (next.usable) return next;
    }
    return undefined;
  }

  /** A new connection; undefined where there may be none. */
  #fresh(): Http1UpstreamConnection | undefined {
    const most = this.#context.bounds.mostPerEndpoint;
    if (most === 0 || this.#connections.size < most) return this.#connect();
    const [oldest] = this.#idle;
    if (oldest === undefined) return undefined;
    const connection = this.#connect();
    oldest.close();
    return connection;
  }

  #connect(): Http1UpstreamConnection {
    const connection = new Http1UpstreamConnection(this.#endpoint, this);
    this.#connections.add(connection);
    return connection;
  }

  #queue(request: UpstreamRequest, events: UpstreamEvents, fresh: boolean): Upstream {
    const queued = new QueuedUpstream(this, request, events, fresh || request.upgrade !== undefined);
    const { mostQueued, queueTimeout } = this.#context.bounds;
    if (this.#waiting.length >= mostQueued) queued.refuse();
    else {
      this.#waiting.push(queued);
      queued.waitUntil(this.deadlines.after(queueTimeout));
    }
    return queued;
  }

  #leaveIfEmpty(): void {
    if (this.#connections.size === 0 && this.#waiting.length === 0) this.#context.onEmpty(this);
  }
}
