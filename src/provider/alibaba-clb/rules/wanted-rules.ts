import type { CertificateRef } from '../../../model/index.ts';
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
  /** True where every route, or an annotation of the listener, asks for HTTPS: the HTTP listener forwards to it, without rules. */
  readonly redirectsHttp: boolean;
  /** What CLB takes otherwise than asked (`ApproximatedByProvider`) or not at all (`UnsupportedByProvider`, `ProviderQuotaExceeded`). */
  readonly problems: readonly ProviderProblem[];
}

/** What decides how rules are mapped, beside the routing table. */
export interface RuleOptions {
  /** Where an Ingress does not say. */
  readonly approximation: 'allow' | 'refuse';
  /** Rules each listener may have. */
  readonly rulesPerListener: number;
}

/** A certificate that the HTTPS listener shows to clients that ask for a domain. */
export interface WantedExtension {
  /** The domain of a rule: exact, or `*.` and a name. */
  readonly domain: string;
  readonly certificate: CertificateRef;
}

/** The certificates of a load balancer beside the default one. Sorted by domain. */
export interface WantedExtensions {
  readonly extensions: readonly WantedExtension[];
  readonly problems: readonly ProviderProblem[];
}
