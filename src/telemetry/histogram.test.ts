import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, histogramWidth, observe, sizeBounds, timeBounds } from './histogram.ts';

const values = fc.array(
  fc.oneof(
    fc.double({ min: 0, max: 1e9, noNaN: true }),
    fc.constantFrom(...timeBounds),
    fc.constantFrom(...sizeBounds),
  ),
);

test.each([
  ['times', timeBounds],
  ['sizes', sizeBounds],
] as const)('a histogram of %s counts what a count by hand gives', (_, bounds) => {
  fc.assert(
    fc.property(values, (observed) => {
      const row = new Float64Array(histogramWidth(bounds) + 2);
      for (const value of observed) observe(row, 1, bounds, value);
      let below = 0;
      for (const [bucket, bound] of bounds.entries()) {
        below += row[1 + bucket] ?? 0;
        expect(below).toBe(observed.filter((value) => value <= bound).length);
      }
      expect(below + (row[1 + bounds.length] ?? 0)).toBe(observed.length);
      expect(row[2 + bounds.length]).toBe(observed.reduce((sum, value) => sum + value, 0));
      expect([row[0], row.at(-1)]).toEqual([0, 0]);
    }),
  );
});

test('a value at a bound belongs to the bucket of that bound', () => {
  expect(bucketOf(timeBounds, 0.005)).toBe(timeBounds.indexOf(0.005));
  expect(bucketOf(timeBounds, 61)).toBe(timeBounds.length);
});
