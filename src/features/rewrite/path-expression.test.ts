import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../base/index.ts';
import { normalizePath } from '../../model/index.ts';
import { createExpressionReader } from './path-expression.ts';

/** Whether a request for a URL path, as a browser sends it, is taken. */
function takes(expression: string, path: string, ignoreCase = false): boolean {
  const read = createExpressionReader()(expression, ignoreCase);
  if (read.kind === 'none') throw new Error(read.why);
  const normal = normalizePath(encodeURI(path)) ?? '';
  return compilePattern(read.match.value, { anchor: 'start', ignoreCase }).test(normal);
}

describe('a path read as an expression', () => {
  test('is matched from the start, and any end will do', () => {
    expect(takes('/a(/|$)(.*)', '/a/b')).toBe(true);
    expect(takes('/a(/|$)(.*)', '/ab')).toBe(false);
    expect(takes('/a', '/ab')).toBe(true);
    expect(takes('/a', '/x/a')).toBe(false);
  });

  test('may hold what is not ASCII, and what follows repeats whole characters', () => {
    expect(takes('/café', '/café/menu')).toBe(true);
    expect(takes('/é+/x', '/ééé/x')).toBe(true);
    expect(takes('/é+/x', '/éa/x')).toBe(false);
    expect(takes('/😀?x', '/x')).toBe(true);
  });

  test.each([
    ['/a(', /missing closing/],
    ['/a(?=b)', /invalid or unsupported/],
    ['/(a)\\1', /invalid escape/],
    ['/[é]', /not ASCII/],
    ['/\ud800', /not ASCII/],
    [`/${'a'.repeat(2000)}`, /longer/],
    ['/(a{500}){2}', /repetitions/],
    ['/x{400}', /repetitions/],
    ['/(ab|cd){99}(ef|gh){99}(ij|kl){99}', /too large/],
  ])('%s is none', (text, why) => {
    const read = createExpressionReader()(text, false);
    expect(read.kind === 'none' ? read.why : 'an expression').toMatch(why);
  });
});

test('the expressions of one Ingress have a bounded length together; plain paths cost nothing', () => {
  const read = createExpressionReader();
  const long = `/(${'a'.repeat(250)})`;
  const kinds = Array.from({ length: 100 }, () => read(long, false).kind);
  expect(kinds.lastIndexOf('expression')).toBe(Math.floor(20_000 / long.length) - 1);
  expect(kinds.indexOf('none')).toBe(Math.floor(20_000 / long.length));
  expect(read('/plain/path', false).kind).toBe('expression');
});
