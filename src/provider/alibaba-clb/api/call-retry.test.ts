import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FailedTry, type Outcome, retryCall, retryDelay, retryLimits } from './call-retry.ts';
import { ClbError, type ClbErrorKind } from './clb-error.ts';

const kinds: readonly ClbErrorKind[] = [
  'busy',
  'conflict',
  'denied',
  'gone',
  'invalid',
  'quota',
  'throttled',
  'unavailable',
];
const passing: readonly ClbErrorKind[] = ['busy', 'throttled', 'unavailable'];

const failed = (kind: ClbErrorKind, ambiguous = false, retryAfterMs?: number): FailedTry => ({
  error: new ClbError({ action: 'CreateRules', kind, code: 'Code', message: kind, ambiguous }),
  retryAfterMs,
});

describe('the wait before a call is sent again', () => {
  const first = { tries: 1, elapsedMs: 0 };

  test('is there for what passes, and for nothing else', () => {
    for (const kind of kinds) {
      const delay = retryDelay(failed(kind), first, true, 0.5, retryLimits);
      expect(delay === undefined, kind).toBe(!passing.includes(kind));
    }
  });

  test('is none where a second sending could do it twice', () => {
    expect(retryDelay(failed('unavailable', true), first, false, 0.5, retryLimits)).toBeUndefined();
    expect(retryDelay(failed('unavailable', true), first, true, 0.5, retryLimits)).toBe(375);
    expect(retryDelay(failed('unavailable', false), first, false, 0.5, retryLimits)).toBe(375);
    expect(retryDelay(failed('busy'), first, false, 0.5, retryLimits)).toBe(375);
  });

  test('doubles up to its most, half of it by chance', () => {
    const limits = { ...retryLimits, maxMs: 3000, deadlineMs: 1e9 };
    const delays = [1, 2, 3, 4, 5].map((tries) =>
      retryDelay(failed('busy'), { tries, elapsedMs: 0 }, true, 1, limits),
    );
    expect(delays).toEqual([500, 1000, 2000, 3000, 3000]);
    expect(retryDelay(failed('busy'), first, true, 0, limits)).toBe(250);
  });

  test('is as long as the service asks for', () => {
    expect(retryDelay(failed('throttled', false, 2000), first, true, 1, retryLimits)).toBe(2000);
    expect(retryDelay(failed('throttled', false, 100), first, true, 1, retryLimits)).toBe(500);
  });

  test('never lets a call pass its deadline or its number of tries', () => {
    const anyFailure = fc.record({
      kind: fc.constantFrom(...kinds),
      ambiguous: fc.boolean(),
      retryAfterMs: fc.option(fc.nat(120_000), { nil: undefined }),
      tries: fc.integer({ min: 1, max: 20 }),
      elapsedMs: fc.nat(120_000),
      chance: fc.double({ min: 0, max: 1, noNaN: true }),
      repeatable: fc.boolean(),
    });
    fc.assert(
      fc.property(anyFailure, ({ kind, ambiguous, retryAfterMs, chance, repeatable, ...made }) => {
        const delay = retryDelay(
          failed(kind, ambiguous, retryAfterMs),
          made,
          repeatable,
          chance,
          retryLimits,
        );
        if (delay === undefined) return;
        expect(passing).toContain(kind);
        expect(ambiguous && !repeatable).toBe(false);
        expect(made.tries).toBeLessThan(retryLimits.tries);
        expect(made.elapsedMs + delay).toBeLessThanOrEqual(retryLimits.deadlineMs);
        expect(delay).toBeGreaterThanOrEqual(Math.max(retryLimits.baseMs / 2, retryAfterMs ?? 0));
      }),
    );
  });
});

describe('a call', () => {
  const limits = { baseMs: 1, maxMs: 1, tries: 3, deadlineMs: 60_000 };

  const run = async (
    outcomes: Outcome<string>[],
    signal: AbortSignal = new AbortController().signal,
    onRetry = (): void => undefined,
  ): Promise<string> =>
    retryCall(() => Promise.resolve(outcomes.shift() ?? { value: 'too often' }), {
      repeatable: false,
      limits,
      signal,
      onRetry,
    });

  test('is sent until it succeeds', async () => {
    expect(await run([failed('busy'), failed('throttled'), { value: 'done' }])).toBe('done');
  });

  test('fails with its last error when its tries are used up', async () => {
    const outcomes = [failed('busy'), failed('busy'), failed('throttled'), { value: 'too late' }];
    await expect(run(outcomes)).rejects.toMatchObject({ kind: 'throttled' });
    expect(outcomes).toHaveLength(1);
  });

  test('fails with the error it had when the program ends while it waits', async () => {
    const ending = new AbortController();
    const outcomes = [failed('busy'), { value: 'too late' }];
    await expect(run(outcomes, ending.signal, () => ending.abort())).rejects.toMatchObject({ kind: 'busy' });
    expect(outcomes).toHaveLength(1);
  });
});
