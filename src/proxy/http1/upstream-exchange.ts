import type { Upstream, UpstreamEvents, UpstreamRequest } from '../forward/upstream.ts';
import type { Http1UpstreamConnection } from './upstream-connection.ts';

/** The handle of one exchange: calls that come after its end do nothing. */
export class Http1UpstreamExchange implements Upstream {
  readonly request: UpstreamRequest;
  readonly events: UpstreamEvents;
  /** The connection had served an exchange before. */
  readonly reused: boolean;
  /** A byte of the response has come. */
  answered = false;
  connectMs = -1;
  requestComplete: boolean;
  /** The body comes only after a 100: meanwhile it is the backend that is waited for. */
  awaitsContinue: boolean;
  /** Of the response. */
  trailers: readonly string[] | undefined;
  readonly #connection: Http1UpstreamConnection;

  constructor(
    connection: Http1UpstreamConnection,
    request: UpstreamRequest,
    events: UpstreamEvents,
    reused: boolean,
  ) {
    this.#connection = connection;
    this.request = request;
    this.events = events;
    this.reused = reused;
    this.requestComplete = request.bodyLength === 0;
    this.awaitsContinue = request.expectContinue;
  }

  onBody(chunk: Buffer): void {
    this.events.onResponseBody(chunk);
  }

  onTrailers(fields: readonly string[]): void {
    this.trailers = fields;
  }

  sendBody(chunk: Buffer): boolean {
    return this.#connection.sendBody(this, chunk);
  }

  sendEnd(trailers?: readonly string[]): void {
    this.requestComplete = true;
    this.#connection.sendEnd(this, trailers);
  }

  pauseResponse(): void {
    this.#connection.setPaused(this, true);
  }

  resumeResponse(): void {
    this.#connection.setPaused(this, false);
  }

  abort(): void {
    this.#connection.abort(this);
  }
}
