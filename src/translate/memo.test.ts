import { expect, test } from 'vitest';
import { createMemo } from './memo.ts';

test('makes a value once for the same inputs', () => {
  const memo = createMemo<object>();
  const input = {};
  const first = memo.get('a', [input, 1], () => ({}));
  expect(
    memo.get('a', [input, 1], () => {
      throw new Error('made again');
    }),
  ).toBe(first);
});

test('keeps the earlier value when other inputs make an equal one', () => {
  const memo = createMemo<{ n: number }>();
  const first = memo.get('a', [1], () => ({ n: 1 }));
  expect(memo.get('a', [2], () => ({ n: 1 }))).toBe(first);
  expect(memo.get('a', [3], () => ({ n: 2 }))).toEqual({ n: 2 });
});

test('notices an input more or less', () => {
  const memo = createMemo<number>();
  memo.get('a', [1], () => 1);
  expect(memo.get('a', [1, undefined], () => 2)).toBe(2);
  expect(memo.get('a', [], () => 3)).toBe(3);
});

test('forgets what is gone once there is more than there should be', () => {
  const memo = createMemo<number>();
  memo.get('a', [], () => 1);
  memo.get('b', [], () => 1);
  memo.trim(new Set(['b']));
  expect(memo.get('a', [], () => 2)).toBe(2);
  expect(memo.get('b', [], () => 2)).toBe(1);
});
