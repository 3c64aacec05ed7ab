import type { FeatureFilter } from '../filter.ts';
import type { BodySizePolicy } from '../policies.ts';

/** Bodies are counted by the exchange as they stream, so nothing runs here. */
export const bodySizeFilter: FeatureFilter<BodySizePolicy> = {
  accepts(value): value is BodySizePolicy {
    if (typeof value !== 'object' || value === null || !('max' in value)) return false;
    return Number.isSafeInteger(value.max) && Number(value.max) >= 0 && Object.keys(value).length === 1;
  },

  compile: () => undefined,

  describe({ max }) {
    return max === 0 ? 'a body of any size' : `a body of at most ${max} bytes`;
  },
};
