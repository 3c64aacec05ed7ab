import { expect, test } from 'vitest';
import { compareText, createKeptList, createOrder } from './order.ts';

test('sorts, and answers the same array while the set is the same', () => {
  const order = createOrder(compareText);
  const first = order(new Set(['c', 'a', 'b']));
  expect(first).toEqual(['a', 'b', 'c']);
  expect(order(new Set(['b', 'c', 'a']))).toBe(first);
});

test('sorts what came into what stayed', () => {
  const order = createOrder(compareText);
  const first = order(new Set(['c', 'a', 'e']));
  expect(order(new Set(['e', 'b', 'a', 'd']))).toEqual(['a', 'b', 'd', 'e']);
  expect(first).toEqual(['a', 'c', 'e']);
});

test('takes the keys of a map', () => {
  expect(
    createOrder(compareText)(
      new Map([
        ['b', 1],
        ['a', 2],
      ]),
    ),
  ).toEqual(['a', 'b']);
});

test('keeps a list whose elements are the same', () => {
  const kept = createKeptList<object>();
  const [a, b] = [{}, {}];
  const first = kept.next([a, b]);
  expect(kept.next([a, b])).toBe(first);
  expect(kept.next([b, a])).not.toBe(first);
  expect(kept.last()).toEqual([b, a]);
});
