import { expect, test } from 'vitest';
import { isBoundedCounters, sumCounters, withoutGauges } from './counter-totals.ts';

test('adds records by name, arrays by place, and keeps what only one has', () => {
  const a = { requests: 1, codes: new Uint32Array([1, 2]), routes: { x: 1 } };
  const b = { requests: 2, codes: new Uint32Array([4_294_967_295, 1, 7]), routes: { y: 5 } };
  expect(sumCounters(a, b)).toEqual({
    requests: 3,
    codes: new Float64Array([4_294_967_296, 3, 7]),
    routes: { x: 1, y: 5 },
  });
  expect(sumCounters(undefined, b)).toBe(b);
  expect(sumCounters(a, undefined)).toBe(a);
});

test('a record cannot reach the prototype of the sum', () => {
  const hostile: unknown = JSON.parse('{"__proto__": {"polluted": 1}}');
  sumCounters({ requests: 1 }, hostile);
  expect('polluted' in {}).toBe(false);
});

test('gauges go with their worker', () => {
  expect(withoutGauges({ requests: 3, gauges: { connections: 2 } })).toEqual({ requests: 3 });
});

test('snapshots without bound are told from honest ones', () => {
  let deep: unknown = 1;
  for (let depth = 0; depth < 20; depth += 1) deep = { deep };
  expect(isBoundedCounters(deep)).toBe(false);
  expect(isBoundedCounters({ codes: new Float64Array(100) }, 8, 50)).toBe(false);
  expect(isBoundedCounters({ codes: new Float64Array(10), routes: { x: 1 } })).toBe(true);
});
