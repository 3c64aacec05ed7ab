import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { callLimiter } from './call-limiter.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const forEver = new AbortController().signal;

/** Asks for so many calls; gives the names of those that were let through, as they are. */
function ask(limiter: ReturnType<typeof callLimiter>, names: readonly string[], signal = forEver): string[] {
  const through: string[] = [];
  for (const name of names)
    limiter.take(signal).then(
      () => through.push(name),
      () => through.push(`${name} gave up`),
    );
  return through;
}

describe('a limiter', () => {
  test('lets a burst through at once, then so many a second, in the order of asking', async () => {
    const through = ask(callLimiter({ perSecond: 2, burst: 3 }), ['a', 'b', 'c', 'd', 'e']);
    await vi.advanceTimersByTimeAsync(0);
    expect(through).toEqual(['a', 'b', 'c']);
    await vi.advanceTimersByTimeAsync(499);
    expect(through).toEqual(['a', 'b', 'c']);
    await vi.advanceTimersByTimeAsync(2);
    expect(through).toEqual(['a', 'b', 'c', 'd']);
    await vi.advanceTimersByTimeAsync(500);
    expect(through).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('never lets more through than its rate and its burst allow, however they ask', async () => {
    const limiter = callLimiter({ perSecond: 10, burst: 5 });
    const through: string[] = [];
    for (let tick = 0; tick < 100; tick++) {
      for (const _ of Array.from({ length: tick % 4 }))
        void limiter.take(forEver).then(() => through.push('call'));
      await vi.advanceTimersByTimeAsync(37);
      expect(through.length).toBeLessThanOrEqual(5 + ((tick + 1) * 37) / 100);
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect(through).toHaveLength(150);
  });

  test('fills up to its burst and no further while nobody asks', async () => {
    const limiter = callLimiter({ perSecond: 100, burst: 2 });
    await vi.advanceTimersByTimeAsync(60_000);
    const through = ask(limiter, ['a', 'b', 'c']);
    await vi.advanceTimersByTimeAsync(0);
    expect(through).toEqual(['a', 'b']);
  });

  test('lets nothing through while it is paused', async () => {
    const limiter = callLimiter({ perSecond: 100, burst: 5 });
    limiter.pause(1000);
    limiter.pause(10);
    const through = ask(limiter, ['a']);
    await vi.advanceTimersByTimeAsync(999);
    expect(through).toEqual([]);
    await vi.advanceTimersByTimeAsync(2);
    expect(through).toEqual(['a']);
  });

  test('forgets who gives up, and serves the next instead', async () => {
    const limiter = callLimiter({ perSecond: 1, burst: 1 });
    const leaving = new AbortController();
    const through = ask(limiter, ['a']);
    const left = ask(limiter, ['b'], leaving.signal);
    const later = ask(limiter, ['c']);
    leaving.abort();
    await vi.advanceTimersByTimeAsync(1001);
    expect([through, left, later]).toEqual([['a'], ['b gave up'], ['c']]);
    await expect(limiter.take(leaving.signal)).rejects.toThrow();
  });

  test('keeps no timer when nobody waits', async () => {
    const leaving = new AbortController();
    const limiter = callLimiter({ perSecond: 1, burst: 1 });
    ask(limiter, ['a', 'b'], leaving.signal);
    expect(vi.getTimerCount()).toBe(1);
    leaving.abort();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that would let nothing through is refused', () => {
    expect(() => callLimiter({ perSecond: 0, burst: 1 })).toThrow(RangeError);
    expect(() => callLimiter({ perSecond: 1, burst: 0 })).toThrow(RangeError);
    expect(() => callLimiter({ perSecond: Number.NaN, burst: 1 })).toThrow(RangeError);
  });
});
