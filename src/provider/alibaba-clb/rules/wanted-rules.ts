import type { ProviderProblem } from '../../load-balancer-provider.ts';

/** One rule as CLB takes it. */
export interface WantedRule {
  /** Exact, or `*.` and a name; absent: hosts without a rule of their own. */
  readonly domain: string | undefined;
  /** A prefix of the path as plain text; absent: the root rule of the domain. */
  readonly url: string | undefined;
  /** A backend id, or `emptyBackend`. */
  readonly backend: string;
}

/** What both listeners of a load balancer route by. Sorted by domain, then URL. */
export interface WantedRules {
  readonly rules: readonly WantedRule[];
  /** The backend of the listeners' default group; `emptyBackend` where nothing is to be reached. */
  readonly fallback: string;
  /** What CLB takes otherwise than asked (`ApproximatedByProvider`) or not at all (`UnsupportedByProvider`, `ProviderQuotaExceeded`). */
  readonly problems: readonly ProviderProblem[];
}
