import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shorten, shortenLine, table } from './table.ts';

const header = ['ID', 'NAME', 'HOSTS'];
const rows = [['lb-n254dn0i3kelfx9zw', 'inside', 'shop.example.com,www.example.com,api.example.com +7']];

describe('a table', () => {
  test('stands in columns', () => {
    expect(table(['A', 'LONG'], [['wide', 'x'], ['y']])).toEqual(['A     LONG', 'wide  x', 'y']);
  });

  test('shortens the widest column first on a narrow terminal', () => {
    expect(table(header, rows, { width: 60 })).toEqual([
      'ID                    NAME    HOSTS',
      'lb-n254dn0i3kelfx9zw  inside  shop.example.com,www.example.…',
    ]);
  });

  test('keeps ids that people copy whole while anything else can give way', () => {
    const [, line] = table(header, rows, { width: 38, whole: ['ID'] });
    expect(line).toBe('lb-n254dn0i3kelfx9zw  inside  shop.ex…');
  });

  test('is as wide as it needs where there is no terminal', () => {
    expect(table(header, rows, { width: Number.POSITIVE_INFINITY })[1]).toContain('api.example.com +7');
  });

  test('holds no line breaks and nothing that steers', () => {
    expect(table(['NAME'], [['a\n\u001b[2Jb']])).toEqual(['NAME', String.raw`a\u000a\u001b[2Jb`]);
  });

  test('counts characters, not halves of them', () => {
    expect(shorten('😀😀😀😀', 3)).toBe('😀😀…');
    expect(shorten('😀😀😀', 3)).toBe('😀😀😀');
  });
});

test('no line is wider than the terminal, whatever the cells hold', () => {
  const cell = fc.string({ unit: 'grapheme', maxLength: 60 });
  const row = fc.array(cell, { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5 }), fc.integer({ min: 1, max: 120 }), (cells, width) => {
      const lines = table(['A', 'B', 'C', 'D'], cells, { width, whole: ['A'] });
      for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(width);
    }),
  );
});

test('a line with styles is cut to the screen like any other, and never goes on below', () => {
  const line = ['ab', { text: 'cdef', style: 'red' } as const, 'gh'];
  expect(shortenLine(line, 4)).toEqual(['ab', { text: 'c…', style: 'red' }]);
  expect(shortenLine(line, 20)).toEqual(line);
  expect(shortenLine('a\nb', 20)).toEqual([String.raw`a\u000ab`]);
});
