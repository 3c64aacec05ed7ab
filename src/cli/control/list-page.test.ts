import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readListQuery, toPage } from './list-page.ts';

const numbers = { text: (number: number) => `row ${number}`, row: (number: number) => number };

describe('what is asked of a list', () => {
  test('is its first fifty rows where nothing is said', () => {
    expect(readListQuery(new URLSearchParams())).toEqual({ words: [], page: 1, size: 50 });
    expect(readListQuery(new URLSearchParams('search=&page=&size='))).toEqual({
      words: [],
      page: 1,
      size: 50,
    });
  });

  test('is read as words, page and size', () => {
    const query = new URLSearchParams('search=+Shop++WEB&page=3&size=200');
    expect(readListQuery(query)).toEqual({ words: ['shop', 'web'], page: 3, size: 200 });
  });

  test.each(['page=0', 'page=-1', 'page=1.5', 'page=x', 'size=0', 'size=201', 'page=1e3', 'size=%00'])(
    'is refused: %s',
    (text) => {
      expect(() => readListQuery(new URLSearchParams(text))).toThrow(/expected a whole number from 1 to/);
    },
  );

  test('is refused where the search is long', () => {
    const long = new URLSearchParams({ search: 'x'.repeat(501) });
    const many = new URLSearchParams({ search: 'x '.repeat(11) });
    expect(() => readListQuery(long)).toThrow(/500 characters/);
    expect(() => readListQuery(many)).toThrow(/10 words/);
  });
});

describe('pages of a list', () => {
  test('hold each row once, in order, whatever their size', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 7 }), fc.nat(9), (items, size, digit) => {
        const words = digit > 5 ? [] : [String(digit)];
        const pages = Array.from({ length: Math.ceil(items.length / size) + 1 }, (_, index) =>
          toPage(items, { words, page: index + 1, size }, numbers),
        );
        const wanted = items.filter((item) => words.every((word) => `row ${item}`.includes(word)));
        expect(pages.flatMap(({ rows }) => rows)).toEqual(wanted);
        for (const { total } of pages) expect(total).toBe(wanted.length);
      }),
    );
  });

  test('make no row but their own', () => {
    const made: number[] = [];
    const row = (number: number): number => {
      made.push(number);
      return number;
    };
    toPage([1, 2, 3, 4, 5], { words: [], page: 2, size: 2 }, { ...numbers, row });
    expect(made).toEqual([3, 4]);
  });

  test('search without regard to case', () => {
    const maker = { text: (text: string) => text, row: (text: string) => text };
    expect(toPage(['Shop/Web', 'shop/api'], { words: ['web'], page: 1, size: 9 }, maker).rows).toEqual([
      'Shop/Web',
    ]);
  });
});
