import type { AffinityPolicy } from './affinity/policy.ts';
import type { ApproximationPolicy } from './approximation/policy.ts';
import type { BodySizePolicy } from './body-size/policy.ts';
import type { HeadersPolicy } from './headers/policy.ts';
import type { HealthCheckPolicy } from './health-check/policy.ts';
import type { LoadBalancePolicy } from './load-balance/policy.ts';
import type { RetriesPolicy } from './retries/policy.ts';
import type { RewritePolicy } from './rewrite/policy.ts';
import type { SslRedirectPolicy } from './ssl-redirect/policy.ts';
import type { TimeoutsPolicy } from './timeouts/policy.ts';

export type * from './affinity/policy.ts';
export type * from './approximation/policy.ts';
export type * from './body-size/policy.ts';
export type * from './headers/policy.ts';
export type * from './health-check/policy.ts';
export type * from './load-balance/policy.ts';
export type * from './retries/policy.ts';
export type * from './rewrite/policy.ts';
export type * from './ssl-redirect/policy.ts';
export type * from './timeouts/policy.ts';

/** What a route asks for, by feature. A new line here makes the compiler name every table that lacks the feature. */
export interface RoutePolicies {
  readonly affinity?: AffinityPolicy;
  readonly approximation?: ApproximationPolicy;
  readonly bodySize?: BodySizePolicy;
  readonly headers?: HeadersPolicy;
  readonly healthCheck?: HealthCheckPolicy;
  readonly retries?: RetriesPolicy;
  readonly loadBalance?: LoadBalancePolicy;
  readonly rewrite?: RewritePolicy;
  readonly sslRedirect?: SslRedirectPolicy;
  readonly timeouts?: TimeoutsPolicy;
}

/** The name of a feature in policies, docs and explanations. */
export type FeatureName = keyof RoutePolicies;
