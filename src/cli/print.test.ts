import { describe, expect, test } from 'vitest';
import { formatAge, printable, table } from './print.ts';

describe('text for a terminal', () => {
  test('cannot steer it', () => {
    expect(printable('a\u001b[31mb\rc\u0007\u009b\u202ed')).toBe('a?[31mb?c???d');
  });

  test('keeps lines, tabs and other languages', () => {
    const text = 'Tee\tund\nKaffee ☕ 茶';
    expect(printable(text)).toBe(text);
  });

  test('stands in columns', () => {
    expect(table(['A', 'LONG'], [['wide', 'x'], ['y']])).toEqual(['A     LONG', 'wide  x', 'y']);
  });
});

test.each([
  [-5, '0s'],
  [90_000, '90s'],
  [120_000, '2m'],
  [3_600_000, '60m'],
  [7_200_000, '2h'],
  [172_800_000, '2d'],
])('an age of %d ms reads %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});
