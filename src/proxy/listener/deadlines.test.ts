import { expect, test } from 'vitest';
import { Deadlines, type Expirable } from './deadlines.ts';

test('a short time is counted from this very moment, a long one from the last tick', () => {
  const deadlines = new Deadlines(1_000_000);
  const begin = performance.now();
  expect(deadlines.after(100)).toBeGreaterThanOrEqual(begin + 100);
  expect(deadlines.after(60_000)).toBe(deadlines.now + 60_000);
  deadlines.close();
});

test('a deadline is heard once, after its time, and only while it is there', async () => {
  const deadlines = new Deadlines(5);
  const heard: string[] = [];
  const begin = performance.now();
  const item = (name: string, ms: number): Expirable => {
    const made = { deadline: deadlines.now + ms, onDeadline: () => void heard.push(name) };
    deadlines.add(made);
    return made;
  };
  item('first', 10);
  deadlines.remove(item('removed', 10));
  item('never', Number.POSITIVE_INFINITY);
  await new Promise<void>((resolve) => {
    deadlines.add({ deadline: deadlines.now + 40, onDeadline: resolve });
  });
  deadlines.close();
  expect(heard).toEqual(['first']);
  expect(performance.now() - begin).toBeGreaterThanOrEqual(35);
});
