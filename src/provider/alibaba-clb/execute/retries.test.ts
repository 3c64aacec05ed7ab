import { expect, onTestFinished, test } from 'vitest';
import { type Paces, Retries } from './retries.ts';

const paces: Paces = {
  soon: { firstMs: 1000, mostMs: 4000 },
  seldom: { firstMs: 60_000, mostMs: 600_000 },
  watch: { firstMs: 1, mostMs: 1 },
};

function openRetries(onDue: () => void = () => {}) {
  const time = { now: 1_000_000 };
  const retries = new Retries({ clock: { now: () => time.now }, onDue, paces });
  onTestFinished(() => retries.close());
  return { retries, time };
}

test('what failed is left alone, each time for twice as long, up to a bound', () => {
  const { retries, time } = openRetries();
  for (const waitMs of [1000, 2000, 4000, 4000]) {
    retries.failed('lb-1', 'soon');
    time.now += waitMs - 1;
    expect(retries.waits('lb-1')).toBe(true);
    time.now += 1;
    expect(retries.waits('lb-1')).toBe(false);
  }
});

test('what succeeded begins again with the shortest wait', () => {
  const { retries, time } = openRetries();
  retries.failed('lb-1', 'soon');
  retries.failed('lb-1', 'soon');
  retries.succeeded('lb-1');
  expect(retries.waits('lb-1')).toBe(false);
  retries.failed('lb-1', 'soon');
  time.now += 1000;
  expect(retries.waits('lb-1')).toBe(false);
});

test('keys wait each for themselves', () => {
  const { retries } = openRetries();
  retries.failed('lb-1', 'seldom');
  expect(retries.waits('lb-2')).toBe(false);
});

test('the end of a wait is told', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { retries } = openRetries(resolve);
  retries.failed('lb-1', 'watch');
  await promise;
});

test('nothing is told after the end', () => {
  const { retries } = openRetries(() => expect.unreachable());
  retries.failed('lb-1', 'watch');
  retries.close();
  retries.failed('lb-2', 'watch');
  expect(retries.waits('lb-2')).toBe(false);
});
