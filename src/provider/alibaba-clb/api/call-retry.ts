import { setTimeout as pause } from 'node:timers/promises';
import type { ClbError } from './clb-error.ts';

/** How long and how often a call is tried. */
export interface RetryLimits {
  /** The first wait, before chance; each next one is twice as long. */
  readonly baseMs: number;
  readonly maxMs: number;
  /** Sendings in all. */
  readonly tries: number;
  /** No sending begins later than this after the first. */
  readonly deadlineMs: number;
}

/** Long enough for what the service calls busy, short enough that a load balancer is reported on within a minute. */
export const retryLimits: RetryLimits = { baseMs: 500, maxMs: 30_000, tries: 8, deadlineMs: 60_000 };

/** A sending that failed. */
export interface FailedTry {
  readonly error: ClbError;
  /** When the service will take calls again, as it says itself. */
  readonly retryAfterMs: number | undefined;
}

export type Outcome<T> = FailedTry | { readonly value: T };

/**
 * How long to wait before the next sending, or undefined: no more of them. `tries` counts those that were made, `elapsedMs` is since
 * the first, `chance` is from 0 to 1. Refusals for a time are repeated for every action: nothing was done. Where nothing is known of
 * the effect, only what may be done twice is repeated (`repeatable`).
 */
export function retryDelay(
  failed: Pick<FailedTry, 'retryAfterMs'> & { readonly error: Pick<ClbError, 'ambiguous' | 'kind'> },
  made: { readonly tries: number; readonly elapsedMs: number },
  repeatable: boolean,
  chance: number,
  limits: RetryLimits,
): number | undefined {
  const { kind, ambiguous } = failed.error;
  if (kind !== 'busy' && kind !== 'throttled' && kind !== 'unavailable') return undefined;
  if (ambiguous && !repeatable) return undefined;
  if (made.tries >= limits.tries) return undefined;
  // Half of it is left to chance, so that those who failed together do not come again together.
  const most = Math.min(limits.maxMs, limits.baseMs * 2 ** (made.tries - 1));
  const delay = Math.max(Math.round(most * (0.5 + chance / 2)), failed.retryAfterMs ?? 0);
  return made.elapsedMs + delay > limits.deadlineMs ? undefined : delay;
}

/**
 * Tries until it succeeds or {@link retryDelay} says stop. @throws the error of the last try, also when `signal` ends the wait for
 * the next; what `once` throws instead of telling it.
 */
export async function retryCall<T>(
  once: () => Promise<Outcome<T>>,
  options: {
    readonly repeatable: boolean;
    readonly limits: RetryLimits;
    readonly signal: AbortSignal;
    readonly onRetry: (failed: FailedTry, delayMs: number) => void;
  },
): Promise<T> {
  const { repeatable, limits, signal } = options;
  const begun = performance.now();
  for (let tries = 1; ; tries++) {
    const outcome = await once();
    if (!('error' in outcome)) return outcome.value;
    const made = { tries, elapsedMs: performance.now() - begun };
    const delay = retryDelay(outcome, made, repeatable, Math.random(), limits);
    if (delay === undefined) throw outcome.error;
    options.onRetry(outcome, delay);
    await pause(delay, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw outcome.error;
  }
}
