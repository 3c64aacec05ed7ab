import { expect, test } from 'vitest';
import { RecentErrors } from './recent-errors.ts';

function line(second: number): string {
  return JSON.stringify({
    time: `2026-11-24T10:${String(second).padStart(4, '0')}Z`,
    status: 503,
    later: 'field',
  });
}

test('the newest errors come first, whichever worker told of them first', () => {
  const errors = new RecentErrors();
  errors.add([line(1), line(5)]);
  errors.add([line(3), 'no json', '{"time":1}']);
  expect(errors.list().map(({ time }) => time)).toEqual([5, 3, 1].map((n) => `2026-11-24T10:000${n}Z`));
  expect(errors.list()[0]).toEqual({ time: '2026-11-24T10:0005Z', status: 503, later: 'field' });
});

test('the last thousand are kept', () => {
  const errors = new RecentErrors();
  for (let i = 0; i < 150; i += 1) errors.add(Array.from({ length: 10 }, (_, k) => line(i * 10 + k)));
  const times = errors.list().map(({ time }) => time);
  expect([times.length, times[0], times.at(-1)]).toEqual([
    1000,
    '2026-11-24T10:1499Z',
    '2026-11-24T10:0500Z',
  ]);
});
