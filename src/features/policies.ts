import type { HeadersPolicy } from './headers/policy.ts';
import type { RewritePolicy } from './rewrite/policy.ts';
import type { SslRedirectPolicy } from './ssl-redirect/policy.ts';
import type { TimeoutsPolicy } from './timeouts/policy.ts';

export type * from './headers/policy.ts';
export type * from './rewrite/policy.ts';
export type * from './ssl-redirect/policy.ts';
export type * from './timeouts/policy.ts';

/** What a route asks for, by feature. A new line here makes the compiler name every table that lacks the feature. */
export interface RoutePolicies {
  readonly headers?: HeadersPolicy;
  readonly rewrite?: RewritePolicy;
  readonly sslRedirect?: SslRedirectPolicy;
  readonly timeouts?: TimeoutsPolicy;
}

/** The name of a feature in policies, docs and explanations. */
export type FeatureName = keyof RoutePolicies;
