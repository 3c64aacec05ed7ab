import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Backend } from '../state.ts';
import { BackendTurns } from './backend-turns.ts';

const backend = (serverId: string, weight: number): Backend => ({
  ...{ serverId, weight, serverIp: '10.0.0.1', port: 80, type: 'eni', description: '' },
});

const firsts = (
  turns: BackendTurns,
  count: number,
  backends: readonly Backend[],
  scheduler = 'wrr',
): string =>
  Array.from({ length: count }, () => turns.take('rsp-1', backends, scheduler)[0]?.serverId ?? '-').join('');

test('gives each backend as many turns as its weight says, evenly mixed', () => {
  expect(firsts(new BackendTurns(), 7, [backend('a', 5), backend('b', 1), backend('c', 1)])).toBe('aabacaa');
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 5 }), (weights) => {
      const backends = weights.map((weight, index) => backend(String(index), weight));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const given = firsts(new BackendTurns(), total, backends);
      expect(weights.map((_, index) => given.split(String(index)).length - 1)).toEqual(weights);
    }),
  );
});

test('ignores weights in plain rotation, but for those of 0', () => {
  expect(firsts(new BackendTurns(), 4, [backend('a', 9), backend('b', 1), backend('c', 0)], 'rr')).toBe(
    'abab',
  );
});

test('names the others behind the first, for when it cannot be reached', () => {
  const order = new BackendTurns().take('rsp-1', [backend('a', 1), backend('b', 2), backend('c', 0)], 'wrr');
  expect(order.map(({ serverId }) => serverId)).toEqual(['b', 'a']);
});

test('takes up a changed group as it is', () => {
  const turns = new BackendTurns();
  expect(firsts(turns, 2, [backend('a', 1), backend('b', 1)])).toBe('ab');
  expect(firsts(turns, 2, [backend('b', 1)])).toBe('bb');
  expect(firsts(turns, 1, [])).toBe('-');
});
