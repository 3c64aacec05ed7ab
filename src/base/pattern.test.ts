import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from './pattern.ts';

describe('a pattern', () => {
  test('finds its match and its groups', () => {
    const pattern = compilePattern('/something(/|$)(.*)');
    expect(pattern.exec('/something/new')).toEqual(expect.objectContaining(['/something/new', '/', 'new']));
    expect(pattern.exec('/something')).toEqual(expect.objectContaining(['/something', '', '']));
    expect(pattern.exec('/else')).toBeUndefined();
  });

  test('leaves a group that took no part undefined', () => {
    expect(compilePattern('(a)|(b)').exec('b')?.[1]).toBeUndefined();
  });

  test('keeps case, unless told', () => {
    expect(compilePattern('/abc').test('/ABC')).toBe(false);
    expect(compilePattern('/abc', { ignoreCase: true }).test('/ABC')).toBe(true);
    expect(compilePattern('(?i)/abc', { anchor: 'start' }).test('/ABC')).toBe(true);
  });

  test.each([
    ['none', 'xab', true],
    ['start', 'xab', false],
    ['start', 'abx', true],
    ['start', 'cdx', true],
    ['whole', 'abx', false],
    ['whole', 'xcd', false],
    ['whole', 'cd', true],
  ] as const)('anchored %s, `ab|cd` and %s: %s', (anchor, text, fits) => {
    const pattern = compilePattern('ab|cd', { anchor });
    expect(pattern.test(text)).toBe(fits);
    expect(pattern.exec(text) !== undefined).toBe(fits);
  });

  test('has no lines: the end is the end of the text', () => {
    expect(compilePattern('a$').test('a\nb')).toBe(false);
    expect(compilePattern('a', { anchor: 'whole' }).test('a\n')).toBe(false);
  });

  test.each([
    ['unclosed', '(a', 'missing closing )'],
    ['look-ahead', '(?=a)', 'invalid or unsupported Perl syntax'],
    ['a back-reference', '(a)\\1', 'invalid escape sequence'],
    ['a repetition too many', 'a{1001}', 'invalid repeat count'],
    ['repetitions of repetitions', '((a{100}){100}){100}', 'invalid repeat count'],
    ['too large', '[ab]{200}[cd]{200}', 'too large'],
    ['too long', 'a'.repeat(1001), 'longer than 1000'],
  ])('that is %s is refused, and says why', (_name, text, message) => {
    expect(() => compilePattern(text, { anchor: 'start' })).toThrow(SyntaxError);
    expect(() => compilePattern(text, { anchor: 'start' })).toThrow(message);
  });

  test.each(['a)|(b', '\\Qa'])('cannot leave its anchor: %s', (text) => {
    expect(() => compilePattern(text, { anchor: 'start' })).toThrow(SyntaxError);
  });

  test('means what it means to RegExp, where both know the syntax', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '/',
      '.',
      'a*',
      'b?',
      '(a|b)',
      '(/|$)',
      '(.*)',
      '[ab]+',
      '(?:ab)?',
    );
    const source = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 12 });
    fc.assert(
      fc.property(source, text, fc.constantFrom('none', 'start', 'whole'), (given, asked, anchor) => {
        const known = { none: given, start: `^(?:${given})`, whole: `^(?:${given})$` }[anchor];
        const expected = new RegExp(known).exec(asked);
        const pattern = compilePattern(given, { anchor });
        expect(pattern.exec(asked)?.slice()).toEqual(expected?.slice());
        expect(pattern.test(asked)).toBe(expected !== null);
      }),
      { numRuns: 2000 },
    );
  });
});
