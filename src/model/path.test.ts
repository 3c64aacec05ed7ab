import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alternativeReadings, normalizePath } from './path.ts';

describe('normalizePath', () => {
  test.each([
    ['/', '/'],
    ['/foo', '/foo'],
    ['/foo/', '/foo/'],
    ["/a-._~!$&'()*+,;=:@[]b", "/a-._~!$&'()*+,;=:@[]b"],
    ['/Foo/BAR', '/Foo/BAR'],
    ['//', '/'],
    ['//foo///bar//', '/foo/bar/'],
    ['/.well-known/x', '/.well-known/x'],
    ['/a/...', '/a/...'],
    ['/a/..b/.c', '/a/..b/.c'],
    ['/.', '/'],
    ['/a/.', '/a/'],
    ['/a/./b', '/a/b'],
    ['/a/..', '/'],
    ['/a/b/..', '/a/'],
    ['/a/b/../', '/a/'],
    ['/a/b/../c', '/a/c'],
    ['/a//../b', '/b'],
    ['/a/%2e%2E/b', '/b'],
    ['/a/.%2e/b', '/b'],
    ['/a/%2e/b', '/a/b'],
    ['/%61%7e%5f%2D%30', '/a~_-0'],
    ['/caf%c3%a9', '/caf%C3%A9'],
    ['/a%2fb%5cc', '/a%2Fb%5Cc'],
    ['/a%2f..%2fb', '/a%2F..%2Fb'],
    ['/a%20b%3fc%23d', '/a%20b%3Fc%23d'],
    ['/%252F', '/%252F'],
    ['/%252e%252e/a', '/%252e%252e/a'],
    ['/%25%32%65', '/%252e'],
    ['/a/..;/b', '/a/..;/b'],
    ['/a;x=1/b', '/a;x=1/b'],
  ])('%s becomes %s', (raw, normal) => {
    expect(normalizePath(raw)).toBe(normal);
  });

  test.each([
    '',
    'foo',
    '*',
    'http://a/',
    '%2Ffoo',
    '/..',
    '/../a',
    '//..',
    '/a/../..',
    '/a/%2e%2e/%2e%2e/b',
    '/%',
    '/%2',
    '/%zz',
    '/%2g',
    '/a%%41',
    '/%%34%31',
    '/%00',
    '/a%00.html',
    ...Array.from('\0\t\r\n "#<>?\\^`{|}\u007f\u0080\u00e9\u00ff', (character) => `/a${character}b`),
  ])('%j is a path no request may have', (raw) => {
    expect(normalizePath(raw)).toBeUndefined();
  });

  const pieces = fc.constantFrom(
    '/',
    '/',
    '.',
    '..',
    '%2e',
    '%2F',
    '%5c',
    '%25',
    '%00',
    '%',
    '%c3',
    ';',
    'a',
    'Bc',
    '~',
    '%41',
    ' ',
  );
  const paths = fc.oneof(
    fc.array(pieces, { maxLength: 20 }).map((parts) => `/${parts.join('')}`),
    fc.string({ unit: 'binary-ascii', maxLength: 30 }),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );

  test('never throws, and its result is in normal form and stays as it is', () => {
    fc.assert(
      fc.property(paths, (raw) => {
        const path = normalizePath(raw);
        if (path === undefined) return;
        expect(path).toMatch(/^\/[!-~]*$/);
        expect(path).not.toMatch(/\/\/|\/\.\.?(?:\/|$)|[?#\\<>"^`{|}]/);
        expect(path.replace(/%[0-9A-F]{2}/gi, '')).not.toContain('%');
        expect(normalizePath(path)).toBe(path);
      }),
      { numRuns: 2000 },
    );
  });

  test('a path without dot segments or empty segments keeps its meaning, and all spellings of it end alike', () => {
    const segment = fc.string({ unit: fc.constantFrom(...'abzAZ059-_~%/;é :@'), minLength: 1, maxLength: 6 });
    const spelled = fc.array(fc.tuple(segment, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 })), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(spelled, (segments) => {
        const canonical = `/${segments.map(([text]) => encodeURIComponent(text)).join('/')}`;
        const written = `/${segments.map(([text, choices]) => escapeSome(text, choices)).join('/')}`;
        const path = normalizePath(written);
        expect(path).toBe(normalizePath(canonical));
        expect(path?.split('/').slice(1).map(decodeURIComponent)).toEqual(
          segments.length === 0 ? [''] : segments.map(([text]) => text),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('long hostile paths take time in proportion to their length', () => {
    for (const part of ['/', '/a', '/..', '/a/..', '%2e', '/%2e%2e', '%', '/.', 'a', '%2F']) {
      const path = `/${part.repeat(200_000)}`;
      expect(() => normalizePath(path)).not.toThrow();
    }
  });
});

/** Writes each character as it is or, where it must be or a choice says so, as escapes in lower case. */
function escapeSome(text: string, choices: readonly boolean[]): string {
  return Array.from(text, (character, index) =>
    choices[index] || encodeURIComponent(character) !== character
      ? Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
      : character,
  ).join('');
}

describe('alternativeReadings', () => {
  test.each([
    ['/a/b', []],
    ['/%252F', []],
    ['/a%20b', []],
    ['/a%2Fb', ['/a/b']],
    ['/a%5Cb', ['/a/b']],
    ['/a/..%2Fadmin', ['/admin']],
    ['/..%2F..%2Fadmin', ['/admin']],
    ['/a%2F', ['/a/']],
    ['/a%2F%2Fb', ['/a/b']],
    ['/a;x=1/b', ['/a/b']],
    ['/a/..;/b', ['/b']],
    ['/a/;x/b', ['/a/b']],
    ['/;', ['/']],
    ['/a%2Fb%5Cc', ['/a/b%5Cc', '/a%2Fb/c', '/a/b/c']],
    // A backend may drop parameters before it decodes, or after.
    ['/admin;x%2Fb', ['/admin', '/admin;x/b', '/admin/b']],
    // One that keeps `%2F` sees another parent than one that decodes it.
    ['/x%2Fy/..;/b', ['/b', '/x/y/..;/b', '/x/b']],
  ])('%s may be read as %j', (path, readings) => {
    expect(normalizePath(path)).toBe(path);
    expect([...alternativeReadings(path)].sort()).toEqual([...readings].sort());
  });

  test('are normalised, few, and never the path itself', () => {
    const pieces = fc.constantFrom('/', '.', '..', '%2F', '%5C', ';', 'a', 'b');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        const path = normalizePath(`/${parts.join('')}`);
        if (path === undefined) return;
        const readings = alternativeReadings(path);
        expect(readings.length).toBeLessThanOrEqual(11);
        expect(readings).not.toContain(path);
        for (const reading of readings) expect(normalizePath(reading)).toBe(reading);
      }),
      { numRuns: 1000 },
    );
  });
});
