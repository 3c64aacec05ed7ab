import { describe, expect, test } from 'vitest';
import { count, formatAge, printable, printableLine, renderLine } from './print.ts';

describe('text for a terminal', () => {
  test('cannot steer it', () => {
    expect(printable('a\u001b[31mb\rc\u0007\u009b\u202ed\u200e\u2028')).toBe(
      String.raw`a\u001b[31mb\u000dc\u0007\u009b\u202ed\u200e\u2028`,
    );
  });

  test('keeps lines, tabs and other languages', () => {
    const text = 'Tee\tund\nKaffee ☕ 茶';
    expect(printable(text)).toBe(text);
  });

  test('cannot pretend to be the next line where it has one to itself', () => {
    expect(printableLine('web\nOK: all is well')).toBe(String.raw`web\u000aOK: all is well`);
  });

  test('stays JSON when what would steer it is escaped', () => {
    const value = { name: 'a\u009b\u202eb' };
    const text = printable(JSON.stringify(value, undefined, 2));
    expect(text).not.toMatch(/[\u009b\u202e]/);
    expect(JSON.parse(text)).toEqual(value);
  });

  test('has no colours where there is no terminal', () => {
    expect(renderLine([{ text: 'error', style: 'red' }, ' \u001b[2J'])).toBe(String.raw`error \u001b[2J`);
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

test('one thing and many things are counted', () => {
  expect([count(1, 'error'), count(0, 'error'), count(2, 'Ingress', 'Ingresses')]).toEqual([
    '1 error',
    '0 errors',
    '2 Ingresses',
  ]);
});
