import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PushResult } from '../config/index.ts';
import { PushTracker } from './push-tracker.ts';

interface Trial {
  readonly tracker: PushTracker;
  readonly results: PushResult[];
  readonly hung: number[];
  readonly refused: number[];
}

function trial(): Trial {
  const results: PushResult[] = [];
  const hung: number[] = [];
  const refused: number[] = [];
  const tracker = new PushTracker({
    timeoutMs: 100,
    onHung: (worker) => void hung.push(worker),
    onRefused: (version) => void refused.push(version),
    onSettled: () => {},
  });
  const begin = tracker.begin.bind(tracker);
  tracker.begin = (version, workers) => begin(version, workers, (result) => void results.push(result));
  return { tracker, results, hung, refused };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const nothing = (): void => {};

test('a push is answered when the last worker has answered, with the problems of all', () => {
  const { tracker, results } = trial();
  const problem = { listener: 'lb/80', code: 'EADDRINUSE' };
  tracker.begin(1, [1, 2], nothing);
  tracker.acked(1, 1, [problem]);
  expect(results).toEqual([]);
  tracker.acked(2, 1, [problem, { listener: 'lb/443', code: 'EACCES' }]);
  expect(results).toEqual([
    { version: 1, listenerProblems: [problem, { listener: 'lb/443', code: 'EACCES' }] },
  ]);
});

test('a full copy of a later version answers all before it', () => {
  const { tracker, results } = trial();
  tracker.begin(1, [1], nothing);
  tracker.begin(2, [1], nothing);
  tracker.acked(1, 5, []);
  expect(results.map(({ version }) => version)).toEqual([1, 2]);
});

test('a version is taken back once, however many workers refuse it', () => {
  const { tracker, results, refused } = trial();
  tracker.begin(1, [1, 2], nothing);
  expect(tracker.refused(1, 1, false, 'first')).toBe(true);
  expect(tracker.refused(2, 1, false, 'second')).toBe(true);
  expect(refused).toEqual([1]);
  expect(results).toEqual([{ version: 1, listenerProblems: [], refused: 'first' }]);
});

test('a refused full copy puts every open step up to it at fault, the newest first', () => {
  const { tracker, refused } = trial();
  tracker.begin(1, [1], nothing);
  tracker.begin(2, [1], nothing);
  tracker.begin(3, [1], nothing);
  expect(tracker.refused(1, 2, true, 'why')).toBe(true);
  expect(refused).toEqual([2, 1]);
  expect(tracker.refused(1, 9, false, 'not open')).toBe(false);
});

test('with no worker, the next one answers; a push that ends that one too is refused', () => {
  const { tracker, results } = trial();
  tracker.begin(1, [], nothing);
  tracker.join(1);
  tracker.acked(1, 1, []);
  expect(results).toEqual([{ version: 1, listenerProblems: [] }]);
  tracker.begin(2, [1], nothing);
  tracker.gone(1);
  tracker.join(2);
  expect(results).toHaveLength(1);
  tracker.gone(2);
  expect(results[1]).toMatchObject({ version: 2, refused: 'no worker answered' });
});

test('workers that owe an answer when the time is up are hung; without any, the push is refused', () => {
  const { tracker, results, hung } = trial();
  tracker.begin(1, [1, 2], nothing);
  tracker.acked(1, 1, []);
  tracker.begin(2, [], nothing);
  vi.advanceTimersByTime(100);
  expect(hung).toEqual([2]);
  expect(results).toEqual([{ version: 2, listenerProblems: [], refused: 'no worker answered' }]);
  tracker.gone(2);
  expect(results[1]).toEqual({ version: 1, listenerProblems: [] });
});

test('is idle when every push is answered', async () => {
  const { tracker } = trial();
  await tracker.idle();
  tracker.begin(1, [1], nothing);
  let idle = false;
  const waited = tracker.idle().then(() => {
    idle = true;
  });
  await Promise.resolve();
  expect(idle).toBe(false);
  tracker.acked(1, 1, []);
  await waited;
});
