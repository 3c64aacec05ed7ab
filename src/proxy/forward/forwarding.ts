import type { Endpoint, ObjectRef, Reason } from '../../model/index.ts';
import type { Deadlines } from '../listener/deadlines.ts';
import type { Client } from './downstream.ts';
import type { RequestHead } from './request.ts';
import type { TunnelTimeouts } from './tunnel.ts';
import type { Connector } from './upstream.ts';

/** Hands out the endpoints of one request, first and, after a failure, others. */
export interface EndpointPicker {
  /** The endpoint to try next, or undefined when there is none. `tried` are those that failed this request. */
  pick(tried: readonly Endpoint[]): Endpoint | undefined;
}

/** What the router decided. */
export type Decision =
  | {
      readonly kind: 'forward';
      readonly route: RouteRuntime;
      readonly picker: EndpointPicker;
      readonly path: string;
    }
  | {
      readonly kind: 'answer';
      readonly route: RouteRuntime | undefined;
      readonly status: number;
      readonly reason: Reason | undefined;
    };

/** A route at work: what log and counters need to know of it. */
export interface RouteRuntime {
  readonly origin: ObjectRef;
  /** Counts one finished request. */
  count(status: number, requestBytes: number, responseBytes: number, durationMs: number): void;
}

/** What happened to one request, when it is over. */
export interface ExchangeRecord {
  readonly client: Client;
  /** Absent where the head could not be parsed. */
  readonly request: RequestHead | undefined;
  /** 499 where the client left before an answer. */
  readonly status: number;
  /** Why Sluice itself answered or closed; undefined when the backend's response went through. */
  readonly reason: Reason | undefined;
  readonly route: RouteRuntime | undefined;
  readonly endpoint: Endpoint | undefined;
  readonly attempts: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly durationMs: number;
  readonly requestId: string;
}

/** What an exchange needs of the data plane around it. */
export interface Forwarding {
  readonly deadlines: Deadlines;
  readonly connector: Connector;
  readonly tunnelTimeouts: TunnelTimeouts;
  /** Called once for each request, whatever its end. */
  record(record: ExchangeRecord): void;
}
