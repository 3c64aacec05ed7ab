/**
 * What a provider does with a route that its load balancer cannot express exactly: `allow` takes the nearest it can express,
 * `refuse` does not serve it. Providers that express everything have no use for it.
 */
export type ApproximationPolicy = 'allow' | 'refuse';
