import type { FeatureFilter } from '../filter.ts';
import type { HealthCheckPolicy } from '../policies.ts';
import { bounds, isCheckPath } from './bounds.ts';

/** Checks are made beside requests, so nothing runs here. */
export const healthCheckFilter: FeatureFilter<HealthCheckPolicy> = {
  accepts(value): value is HealthCheckPolicy {
    if (typeof value !== 'object' || value === null) return false;
    const policy: Partial<Record<keyof HealthCheckPolicy, unknown>> = value;
    const { path, status } = policy;
    return (
      typeof path === 'string' &&
      isCheckPath(path) &&
      isWithin(policy.interval, bounds.interval) &&
      isWithin(policy.timeout, bounds.timeout) &&
      isWithin(policy.unhealthyThreshold, bounds.threshold) &&
      isWithin(policy.healthyThreshold, bounds.threshold) &&
      Array.isArray(status) &&
      status.length === 2 &&
      status.every((one) => isWithin(one, [200, 599]))
    );
  },

  compile: () => undefined,

  describe: ({ path, interval, status: [first, last] }) =>
    `checked at ${path} every ${interval / 1000} s, ${first === last ? first : `${first} to ${last}`} passes`,
};

function isWithin(value: unknown, [least, most]: readonly [number, number]): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}
