import type { FeatureFilter } from '../filter.ts';
import type { ApproximationPolicy } from '../policies.ts';

/** Our own data plane routes exactly, so nothing runs here. */
export const approximationFilter: FeatureFilter<ApproximationPolicy> = {
  accepts(value): value is ApproximationPolicy {
    return value === 'allow' || value === 'refuse';
  },

  compile: () => undefined,

  describe: () => 'routed exactly, as the data plane is our own',
};
