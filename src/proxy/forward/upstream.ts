import type { Endpoint } from '../../model/index.ts';
import type { TunnelEnd } from './downstream.ts';
import type { ResponseHead } from './request.ts';

/** Milliseconds a backend may take. */
export interface UpstreamTimeouts {
  /** Until a connection stands. */
  readonly connect: number;
  /** Without taking anything of a request that waits to be written. */
  readonly send: number;
  /** From the whole request sent to the head of the response. */
  readonly response: number;
  /** Between two reads of the response body. */
  readonly idle: number;
}

/** A request as it goes to a backend; `headers` hold end-to-end fields, the managed ones included. */
export interface UpstreamRequest {
  readonly method: string;
  readonly authority: string;
  /** Normalised path and query. */
  readonly target: string;
  readonly headers: readonly string[];
  /** As {@link RequestHead.bodyLength}. */
  readonly bodyLength: number;
  readonly expectContinue: boolean;
  /** Trailers of the response are of use to the client. */
  readonly takesTrailers: boolean;
  readonly upgrade: string | undefined;
  readonly timeouts: UpstreamTimeouts;
}

/** Why an upstream failed. */
export type UpstreamFailure =
  /** No connection could be made; nothing was sent. */
  | 'connect-failed'
  | 'connect-timeout'
  /** The backend closed before its response was complete. */
  | 'reset'
  /** The response breaks the protocol. */
  | 'protocol-error'
  /** Took too long: for the request, for the head, or for the next part of the body. */
  | 'timeout'
  /** As many connections as may be are in use, and none came free in time; nothing was sent. */
  | 'overloaded';

/** What an upstream tells its exchange. After `onResponseEnd`, `onTunnel` or `onFailure` nothing more comes. */
export interface UpstreamEvents {
  onInformational(response: ResponseHead): void;
  onHead(response: ResponseHead): void;
  onResponseBody(chunk: Buffer): void;
  /** `trailers` are those that may be passed on, names and values by turns. */
  onResponseEnd(trailers?: readonly string[]): void;
  /** A 101 that matches the upgrade asked for. */
  onTunnel(response: ResponseHead, tunnel: TunnelEnd): void;
  /** One read of the connection has been worked through: a good moment to flush. True when nothing of it is held any more. */
  onBatchEnd(): boolean;
  /** Room for more request body, after `sendBody` answered false. */
  onRequestDrain(): void;
  /**
   * `stale`: a pooled connection ended before a byte of the response came, as happens when the backend
   * closes an idle connection at the moment we use it (RFC 9112 9.3.1).
   */
  onFailure(failure: UpstreamFailure, stale: boolean): void;
}

/** One request and its response on the backend's side, whatever protocol the backend speaks. */
export interface Upstream {
  /** Milliseconds it took to connect, once a connection was made for this exchange; below 0 where there was one. */
  readonly connectMs: number;
  /** False when the backend reads too slowly: wait for `onRequestDrain`. */
  sendBody(chunk: Buffer): boolean;
  /** Ends the request. `trailers` go along where its body has no length. */
  sendEnd(trailers?: readonly string[]): void;
  pauseResponse(): void;
  resumeResponse(): void;
  /** Gives up on the exchange; the connection is not used again. No event follows. */
  abort(): void;
}

/** Opens exchanges with endpoints: over a pooled connection, or a new one. No event comes before `open` returns. */
export interface Connector {
  /** Sends the head at once, or as soon as connected. With `fresh`, never over a pooled connection. */
  open(endpoint: Endpoint, request: UpstreamRequest, events: UpstreamEvents, fresh: boolean): Upstream;
}
