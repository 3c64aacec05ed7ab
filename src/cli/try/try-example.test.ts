import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../base/index.ts';
import { examplePath } from './try-example.ts';

describe('an example of an expression', () => {
  test.each([
    ['/something(/|$)(.*)', '/something/'],
    ['/v[0-9]+/(a|b)', '/v0/a'],
    ['^/api/\\d{3}/x?', '/api/111/'],
    ['/(?:one|two)/[^/]+$', '/one/x'],
    ['/a.+\\.js', '/ax.js'],
    ['/user/[\\w]{2,}?', '/user/xx'],
    ['/(a(b(c)))', '/abc'],
  ])('%s is %s', (expression, path) => {
    expect(examplePath(expression, false)).toBe(path);
  });

  test.each(['/(a', '/[a', '/a**', '\\pN', 'a|b', '/[[:alpha:]]', '/ b', '/%zz\\x00', '/a$b'])(
    '%s has none',
    (expression) => {
      expect(examplePath(expression, false)).toBeUndefined();
    },
  );

  test('is one that the expression takes, or none at all', () => {
    const piece = fc.constantFrom(
      '/',
      'a',
      '.',
      '\\d',
      '[a-c]',
      '[^/]',
      '(',
      ')',
      '|',
      '*',
      '+',
      '?',
      '$',
      '{2}',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const expression = `/${pieces.join('')}`;
        const path = examplePath(expression, false);
        if (path === undefined) return;
        expect(path.startsWith('/')).toBe(true);
        expect(compilePattern(expression, { anchor: 'start' }).test(path)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
