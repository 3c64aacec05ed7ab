import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

describe('the nearest name', () => {
  const names = ['workers', 'httpPort', 'httpsPort', 'idleTimeout', 'connectionMostRequests'];

  test.each([
    ['worker', 'workers'],
    ['wrokers', 'workers'],
    ['http-port', 'httpPort'],
    ['HTTPSPORT', 'httpsPort'],
    ['connectionMaxRequests', 'connectionMostRequests'],
    ['colour', undefined],
    ['x'.repeat(10_000), undefined],
    ['', undefined],
  ])('to %.20s is %s', (text, name) => {
    expect(nearest(text, names)).toBe(name);
  });
});

describe('the edit distance', () => {
  test.each([
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['same', 'same', 0],
  ])('from %j to %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  const text = fc.string({ maxLength: 12 });

  test('is a distance: nought for equals alone, the same both ways, and no longer by a detour', () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });
});
