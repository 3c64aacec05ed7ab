import type { Severity } from '../model/index.ts';
import type { EndpointState, FilePlace } from './sources.ts';

/** What becomes of a request, on each instance that may get it. Plain data. */
export interface ExplainAnswer {
  readonly request: ExplainedRequest;
  readonly explanations: readonly Explanation[];
  /** What else there is to say, in sentences: instances left out, and why there is none. */
  readonly notes: readonly string[];
}

export interface ExplainedRequest {
  readonly method: string;
  readonly url: string;
  /** The Host field. */
  readonly authority: string;
  /** As sent. */
  readonly path: string;
}

/** What one instance does with the request. */
export interface Explanation {
  readonly instance: ExplainedInstance;
  readonly listener: ExplainedListener;
  /** What the client is shown before it can ask; absent without TLS. */
  readonly certificate?: ExplainedCertificate | undefined;
  readonly host: ExplainedHost;
  /** Normalised, as matched; absent where it cannot be. */
  readonly path?: string | undefined;
  readonly outcome: Outcome;
  /** What the backend is asked for; absent where none is. */
  readonly forwardedPath?: string | undefined;
  /** The route that takes the request; absent where none does. */
  readonly winner?: Winner | undefined;
  /** What each policy of the route does with this request, in the order they run. */
  readonly policies: readonly PolicyDecision[];
  readonly losers: readonly Loser[];
  /** Routes of the host that are not listed. */
  readonly losersLeftOut: number;
  /** What stands reported on what takes the request, on its host and on its certificate. */
  readonly problems: readonly ExplainedProblem[];
  /** What nearly took a request that nothing takes, in sentences. */
  readonly nearMisses: readonly string[];
}

export interface ExplainedInstance {
  readonly loadBalancer: string;
  /** Absent while there is none. */
  readonly id?: string | undefined;
  readonly address?: string | undefined;
}

export interface ExplainedListener {
  readonly protocol: 'http' | 'https';
  /** 80 or 443. */
  readonly port: number;
  /** The one clients use; absent while the listener is not open, and where nothing is served. */
  readonly clientPort?: number | undefined;
}

export interface ExplainedCertificate {
  /** The SNI of the client; absent for an address, for which clients send none. */
  readonly serverName?: string | undefined;
  readonly kind: 'exact' | 'wildcard' | 'default' | 'fake';
  /** `namespace/name`; absent for the fake certificate. */
  readonly secret?: string | undefined;
  /** DNS names it covers, some of them. */
  readonly names: readonly string[];
  readonly coversServerName: boolean;
  /** ISO 8601; absent for the fake certificate. */
  readonly notAfter?: string | undefined;
  readonly expired: boolean;
  /** Why it is this one, in a sentence. */
  readonly text: string;
}

export interface ExplainedHost {
  /** The name looked up; absent where the Host field is none. */
  readonly name?: string | undefined;
  /** The entry of the routing table that has it. */
  readonly entry?: string | undefined;
  readonly kind: 'exact' | 'wildcard' | 'any' | 'none';
}

/** What the client gets. */
export interface Outcome {
  /** `served`: forwarded or answered as configured; `no-route`: 404; `refused`: any other answer of our own. */
  readonly verdict: 'served' | 'no-route' | 'refused';
  /** The status where Sluice itself answers; absent where the backend does, or nobody. */
  readonly status?: number | undefined;
  readonly reason?: string | undefined;
  readonly text: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
}

export interface Winner {
  /** `Ingress default/cafe`, or the Service that is set as default backend. */
  readonly object: string;
  readonly place?: FilePlace | undefined;
  readonly rule?: ExplainedRule | undefined;
  /** The path as matched, `= /exact`, `/prefix` or `~ expression`. */
  readonly route: string;
  /** True where it takes what no host and no path took. */
  readonly fallback: boolean;
  readonly backends: readonly ExplainedBackend[];
}

/** What one policy does with the request. */
export interface PolicyDecision {
  /** Name of the feature. */
  readonly feature: string;
  readonly text: string;
  /** The status it answers in place of the backend. */
  readonly status?: number | undefined;
}

/** A rule as written. */
export interface ExplainedRule {
  readonly host: string;
  readonly field: string;
  readonly path?: string | undefined;
  readonly pathType?: string | undefined;
}

export interface ExplainedBackend {
  /** `namespace/service:port`. */
  readonly id: string;
  readonly weight: number;
  /** False where nobody knows the pods: manifests rarely hold EndpointSlices. */
  readonly endpointsKnown: boolean;
  readonly endpoints: readonly EndpointState[];
  readonly endpointsLeftOut: number;
}

export interface Loser {
  readonly object: string;
  readonly route: string;
  readonly rule?: ExplainedRule | undefined;
  /** True where it would take the request if the winner were not there. */
  readonly fits: boolean;
  readonly why: string;
}

export interface ExplainedProblem {
  readonly severity: Severity;
  readonly object: string;
  readonly reason: string;
  readonly message: string;
  readonly hint: string;
  readonly field?: string | undefined;
  readonly place?: FilePlace | undefined;
}
