import type { FeatureFilter } from '../filter.ts';
import type { TimeoutsPolicy } from '../policies.ts';

/** One day: whoever wants to wait longer does not want a limit. */
const longest = 86_400_000;

const names = ['connect', 'send', 'response', 'idle'] as const satisfies readonly (keyof TimeoutsPolicy)[];

/** Times are kept by the connections, so nothing runs here. */
export const timeoutsFilter: FeatureFilter<TimeoutsPolicy> = {
  accepts(value): value is TimeoutsPolicy {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    return Object.entries(value).every(
      ([name, time]) => names.some((known) => known === name) && isTime(time),
    );
  },

  compile: () => undefined,

  describe(policy) {
    const given = names.flatMap((name) => {
      const time = policy[name];
      return time === undefined ? [] : [`${name} ${time % 1000 === 0 ? `${time / 1000} s` : `${time} ms`}`];
    });
    return given.join(', ');
  },
};

function isTime(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= longest;
}
