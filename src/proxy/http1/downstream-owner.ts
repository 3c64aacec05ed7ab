import type { Client, Downstream } from '../forward/downstream.ts';
import type { Deadlines } from '../listener/deadlines.ts';
import type { Http1DownstreamConnection } from './downstream-connection.ts';
import type { MessageLimits } from './limits.ts';
import type { MessageError } from './message-error.ts';

/** What a connection does, as it is counted. */
export type Activity = 'active' | 'idle' | 'tunnel';

/** Milliseconds an idle connection stays when draining, for a request that is already on its way. */
export const drainGrace: number = 1000;

/** Milliseconds a client may take. */
export interface DownstreamTimeouts {
  /** Between requests, and before the first. */
  readonly idle: number;
  /** For a whole head, from its first byte. */
  readonly head: number;
  /** Between two parts of a body, and how far a body may fall behind {@link leastBodyRate}. */
  readonly body: number;
  /** Bytes a second in which a body must come in the long run; 0 for any. */
  readonly leastBodyRate: number;
  /** Without reading anything of a response. */
  readonly write: number;
  /** For the client to close after the last answer is out. */
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
  /** For connections accepted from now on. */
  readonly limits: MessageLimits;
  /** True once connections should end as soon as their responses are complete. */
  readonly draining: boolean;
  /** Answers of our own say their reason in `X-Sluice-Reason`. */
  readonly reasonHeader: boolean;
  onRequest(downstream: Downstream): void;
  /** The connection answered a request that never became one. */
  onRefused(client: Client, error: MessageError, startedAt: number): void;
  onGone(connection: Http1DownstreamConnection): void;
}
