import type { Reason } from '../model/index.ts';

/** A request that took a route, as filters see and change it, before an endpoint is picked. */
export interface FilteredRequest {
  readonly method: string;
  /** The Host field as sent, known to be a valid `host[:port]`; may be empty. */
  readonly authority: string;
  /** The client's connection is encrypted. */
  readonly secure: boolean;
  /** The port clients use for HTTPS on this load balancer; undefined where it has none. */
  readonly httpsPort: number | undefined;
  /** As sent, for what goes back to the client. */
  readonly originalPath: string;
  /** With its `?`, or empty. */
  readonly query: string;
  /** Normalised; what filters leave here goes to the backend. */
  path: string;
  /** The fields for the backend, names and values by turns, the forwarded ones included. */
  headers: string[];
}

/** The head of a response on its way to the client, from the backend or of our own. */
export interface FilteredResponse {
  readonly status: number;
  /** Names and values by turns; end-to-end fields only. */
  headers: string[];
}

/** An answer a filter gives in place of the backend. */
export interface FilterAnswer {
  readonly status: number;
  readonly reason: Reason;
  /** Fields beside those every answer has, names and values by turns. */
  readonly headers: readonly string[];
}

/** Code that carries out a policy. Made when a route is programmed; keeps nothing of a request. */
export interface Filter {
  /** An answer ends the request: later filters and the backend do not see it. */
  onRequest?(request: FilteredRequest): FilterAnswer | undefined;
  /** Also called for answers of our own. */
  onResponse?(response: FilteredResponse): void;
}

/** What the filter of a feature made of one request. */
export interface FilterOutcome {
  /** The path before this filter. */
  readonly path: string;
  /** After this filter. */
  readonly request: FilteredRequest;
  readonly answer: FilterAnswer | undefined;
}

/** What a feature does in the data plane. */
export interface FeatureFilter<Policy> {
  /** True for a policy that may run: of the right shape, within bounds, and unable to break the framing of a message. */
  accepts(value: unknown): value is Policy;
  /** Makes the filter of a policy, where it takes one. Throws SyntaxError for a pattern that is none. */
  compile(policy: Policy): Filter | undefined;
  /** Says in words what became of a request: names of fields, never their values. */
  describe(policy: Policy, outcome: FilterOutcome): string;
}
