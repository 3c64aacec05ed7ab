import type { Filter } from '../../features/filters.ts';
import type { RetriesPolicy } from '../../features/policies.ts';
import type { Endpoint, ObjectRef, Reason } from '../../model/index.ts';
import type { Deadlines } from '../listener/deadlines.ts';
import type { Client } from './downstream.ts';
import type { RequestHead } from './request.ts';
import type { RetryBudget, RetrySettings } from './retry-budget.ts';
import type { TunnelTimeouts } from './tunnel.ts';
import type { Connector, UpstreamFailure, UpstreamTimeouts } from './upstream.ts';

/** What an endpoint may be picked by. A {@link Downstream} is one. */
export interface PickRequest {
  /** As the client sent it. */
  readonly request: RequestHead;
  readonly client: Client;
}

/** An endpoint as a worker knows it: the same object each time it is picked. */
export interface PickedEndpoint extends Endpoint {
  /** Names address and port. */
  readonly key: string;
  /** Requests and tunnels that it serves now, of this worker; counted by their exchanges. */
  active: number;
  /** The head of a final response came. */
  answered(status: number): void;
  /** An attempt failed before that; not told of a pooled connection that had gone stale. */
  failed(failure: UpstreamFailure): void;
}

/** Hands out the endpoints of one request, first and, after a failure, others. */
export interface EndpointPicker {
  /** The endpoint to try next, or undefined when there is none. `tried` are those that failed this request. */
  pick(request: PickRequest, tried: readonly PickedEndpoint[]): PickedEndpoint | undefined;
  /**
   * The value of the Set-Cookie that brings the client back to the endpoint that answered; undefined where it comes back
   * anyway. Absent where no cookie leads to endpoints.
   */
  cookieFor?(request: PickRequest, endpoint: PickedEndpoint): string | undefined;
}

/** What the router decided. */
export type Decision =
  | {
      readonly kind: 'forward';
      readonly route: RouteRuntime;
      readonly picker: EndpointPicker;
      /** In normal form. */
      readonly path: string;
    }
  | {
      readonly kind: 'answer';
      readonly route: RouteRuntime | undefined;
      readonly status: number;
      readonly reason: Reason | undefined;
      /** Fields of the answer beside the usual ones, names and values by turns. */
      readonly fields?: readonly string[];
    };

/** A route at work: what an exchange, log and counters need to know of it. */
export interface RouteRuntime {
  readonly origin: ObjectRef;
  /** Id of the backend that takes all of its requests; absent where several share them, or none takes any. */
  readonly service?: string | undefined;
  /** What changes requests and responses; undefined on most routes. */
  readonly filter: Filter | undefined;
  /** Milliseconds without a byte that end a tunnel, where the route says so. */
  readonly tunnelIdle: number | undefined;
  /** Bytes the body of a request may have, 0 for no limit; undefined where the server's limit holds. */
  readonly maxBodySize: number | undefined;
  /** What this route says of attempts made again. */
  readonly retries: RetriesPolicy | undefined;
  /** The times of this route: its own, and for the rest those of the server. */
  upstreamTimeouts(ofServer: UpstreamTimeouts): UpstreamTimeouts;
  /** Counts one finished request. */
  count(record: ExchangeRecord): void;
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
  /** Why attempts failed, those that were made again included. */
  readonly failures: readonly Reason[];
  /** Milliseconds the last attempt took to connect; below 0 where it had no need to. */
  readonly connectMs: number;
  /** Milliseconds from the last attempt to the head of its response; below 0 where none came. */
  readonly headerMs: number;
  /** Milliseconds from the last attempt to the end of its response; below 0 where none came, or a tunnel. */
  readonly responseMs: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly durationMs: number;
  readonly requestId: string;
  /** Of the `traceparent` that went to the backend; undefined where there was none. */
  readonly traceId: string | undefined;
}

/** The form in which a backend gets a path: that of matching, or the client's own. */
export type PathForwarding = 'normalized' | 'original';

/** What steers all exchanges. */
export interface ForwardingSettings {
  /** Bytes the body of a request may have where its route says nothing; 0 for no limit. */
  readonly maxBodySize: number;
  readonly pathForwarding: PathForwarding;
  readonly upstreamTimeouts: UpstreamTimeouts;
  readonly tunnelTimeouts: TunnelTimeouts;
  readonly retries: RetrySettings;
  /** Answers of our own say their reason in `X-Sluice-Reason`. */
  readonly reasonHeader: boolean;
  /** `make`: a request without a valid `traceparent` gets one. */
  readonly traceparent: 'make' | 'pass';
}

/** What an exchange needs of the data plane around it. */
export interface Forwarding {
  readonly deadlines: Deadlines;
  readonly connector: Connector;
  readonly budget: RetryBudget;
  /** Those in force: they may be replaced as a whole, between requests. */
  readonly settings: ForwardingSettings;
  /** Called once for each request, whatever its end. */
  record(record: ExchangeRecord): void;
}
