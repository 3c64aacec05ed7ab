import type { FeatureFilter } from '../filter.ts';
import type { RetriesPolicy } from '../policies.ts';
import { mostRetries, retryCauses } from './causes.ts';

const longest = 86_400_000;
const causes: ReadonlySet<unknown> = new Set(retryCauses.values());

/** Attempts are made by the exchange, so nothing runs here. */
export const retriesFilter: FeatureFilter<RetriesPolicy> = {
  accepts(value): value is RetriesPolicy {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    return Object.entries(value).every(([name, part]: [string, unknown]) => {
      if (name === 'most') return isWithin(part, 0, mostRetries) && Number.isInteger(part);
      if (name === 'time') return isWithin(part, 1, longest);
      return name === 'on' && Array.isArray(part) && part.every((cause) => causes.has(cause));
    });
  },

  compile: () => undefined,

  describe({ most, time, on }) {
    if (most === 0) return 'no other attempt';
    const parts = [
      most === undefined ? 'other attempts' : `at most ${most} other ${most === 1 ? 'attempt' : 'attempts'}`,
      ...(time === undefined ? [] : [`within ${time / 1000} s`]),
      ...(on === undefined ? [] : [`after ${on.join(', ')}`]),
    ];
    return parts.join(' ');
  },
};

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}
