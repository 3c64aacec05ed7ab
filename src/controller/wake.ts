import type { Clock } from '../base/index.ts';

/** A call at the earliest of several moments. */
export interface Wake {
  /** Replaces the moments, milliseconds since the epoch; absent ones do not count. */
  at(moments: readonly (number | undefined)[]): void;
  close(): void;
}

/** A day is well below what `setTimeout` can hold, and a wall clock that was set is noticed by then. */
const longestMs = 24 * 60 * 60 * 1000;
/** A moment that has passed already must not make the loop spin. */
const shortestMs = 20;

export function createWake(clock: Clock, run: () => void): Wake {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  return {
    at(moments) {
      clearTimeout(timer);
      timer = undefined;
      const earliest = Math.min(...moments.map((moment) => moment ?? Number.POSITIVE_INFINITY));
      if (closed || earliest === Number.POSITIVE_INFINITY) return;
      timer = setTimeout(run, Math.max(shortestMs, Math.min(longestMs, earliest - clock.now())));
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
