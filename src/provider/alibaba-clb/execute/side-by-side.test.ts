import { expect, test } from 'vitest';
import { sideBySide } from './side-by-side.ts';

test('runs a task for each item, and never more than the limit at a time', async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await sideBySide([1, 2, 3, 4, 5], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    done.push(item);
    running -= 1;
  });
  expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('begins nothing after an error, and lets what runs come to its end', async () => {
  const events: string[] = [];
  const all = sideBySide(['fails', 'runs on', 'never begins'], 2, async (item) => {
    if (item === 'fails') throw new Error('refused');
    await new Promise(setImmediate);
    events.push(item);
  });
  await expect(all).rejects.toThrow('refused');
  expect(events).toEqual(['runs on']);
});

test('has nothing to do for no items', async () => {
  await sideBySide([], 8, () => Promise.reject(new Error('never')));
});
