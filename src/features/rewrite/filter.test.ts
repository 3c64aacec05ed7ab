import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alternativeReadings, normalizePath } from '../../model/index.ts';
import { requestWith } from '../filter.test-support.ts';
import type { RewritePolicy } from '../policies.ts';
import { rewriteFilter } from './filter.ts';

/** The path a backend gets, or the reason of the answer in its place. */
function rewrite(policy: RewritePolicy, path: string): string {
  const request = requestWith({ path });
  const answer = rewriteFilter.compile(policy)?.onRequest?.(request);
  return answer === undefined ? request.path : `${answer.status} ${answer.reason}`;
}

const ambiguous = '400 AmbiguousPath';

describe('a prefix', () => {
  test.each([
    ['/foo', '/xyz', '/foo/bar', '/xyz/bar'],
    ['/foo', '/xyz/', '/foo/bar', '/xyz/bar'],
    ['/foo/', '/xyz', '/foo/bar', '/xyz/bar'],
    ['/foo', '/xyz', '/foo', '/xyz'],
    ['/foo', '/xyz', '/foo/', '/xyz/'],
    ['/foo', '/', '/foo/bar', '/bar'],
    ['/foo', '/', '/foo', '/'],
    ['/foo', '/', '/foo/', '/'],
    ['/', '/xyz', '/', '/xyz/'],
    ['/', '/xyz', '/bar', '/xyz/bar'],
    ['/', '/', '/bar', '/bar'],
    ['/foo', '/a/../b', '/foo/c', '/b/c'],
    ['/foo', '/xyz', '/foobar', '/foobar'],
    ['/foo', '/xyz', '/bar', '/bar'],
  ])('%s replaced by %s: %s becomes %s', (prefix, replacement, path, becomes) => {
    expect(rewrite({ kind: 'prefix', prefix, replacement }, path)).toBe(becomes);
  });

  test.each(['/..%2Fadmin', '/..%5Cadmin', '/..;/admin', '/x/..%2F..%2Fadmin'])(
    'is not left by %s, however a backend reads it',
    (path) => {
      expect(rewrite({ kind: 'prefix', prefix: '/', replacement: '/app' }, path)).toBe(ambiguous);
    },
  );

  test.each(['/a%2Fb', '/a;v=1/b', '/x/..%2Fy'])('keeps %s, which stays below it by any reading', (path) => {
    expect(rewrite({ kind: 'prefix', prefix: '/', replacement: '/app' }, path)).toBe(`/app${path}`);
  });
});

describe('a pattern', () => {
  const something = { kind: 'pattern', pattern: '/something(/|$)(.*)', ignoreCase: true } as const;

  test.each([
    ['/$2', '/something', '/'],
    ['/$2', '/something/', '/'],
    ['/$2', '/something/new/path', '/new/path'],
    ['/$2', '/SomeThing/x', '/x'],
    ['/$2', '/something/X%20y', '/X%20y'],
    ['/$2', '/something/a%2Fb', '/a%2Fb'],
    ['/$2', '/before/something/new', '/new'],
    ['/', '/something/abc', '/'],
    ['/$2/$2', '/something/a', '/a/a'],
    ['/$20', '/something/a', '/a0'],
    ['/$9', '/something/a', '/'],
    ['/$0$a$', '/something/a', '/$0$a$'],
    ['$1$2', '/something/a', '/a'],
    ['/$2', '/else', '/else'],
  ])('with target %s: %s becomes %s', (target, path, becomes) => {
    expect(rewrite({ ...something, target }, path)).toBe(becomes);
  });

  test('may be left by a segment that is not whole in the target', () => {
    const policy = { kind: 'pattern', pattern: '/x(.*)', target: '/app/v$1' } as const;
    expect(rewrite(policy, '/x/..%2Fother')).toBe('/app/v/..%2Fother');
  });

  test('keeps case unless told', () => {
    expect(rewrite({ kind: 'pattern', pattern: '/a(.*)', target: '/b$1' }, '/A/c')).toBe('/A/c');
  });

  test.each([
    // Each group holds one dot; together they lead up.
    ['/x/(.)/(.)c', '/app/$1$2/admin', '/x/./.c'],
    ['/x/(.*)', '/app/$1', '/x/..%2F..%2Fadmin'],
    ['/x/(.*)', '/app/v1/$1', '/x/..;/admin'],
    // A literal part that is not a whole segment does not count.
    ['/x(.*)', '/app/v$1', '/x%2F..%2F..%2Fadmin'],
  ])('%s with target %s does not lead %s out of the folder of the target', (pattern, target, path) => {
    expect(rewrite({ kind: 'pattern', pattern, target }, path)).toBe(ambiguous);
  });

  test('that makes much of little is refused', () => {
    const target = '/$1'.repeat(1000);
    expect(rewrite({ kind: 'pattern', pattern: '/(.*)', target }, `/${'a'.repeat(100)}`)).toBe(
      '414 UriTooLong',
    );
  });

  test('that gives no path at all is refused', () => {
    expect(rewrite({ kind: 'pattern', pattern: '/(.*)', target: '$1' }, '/a')).toBe(ambiguous);
  });
});

test('a constant path takes the place of any', () => {
  expect(rewrite({ kind: 'path', path: '/b' }, '/a/..%2F')).toBe('/b');
});

describe('what the backend gets', () => {
  const segment = fc.constantFrom(
    'a',
    'b',
    '.',
    '..',
    '..;',
    '..%2F',
    '%2e',
    '%5C..',
    ';a',
    '%2F..%2F',
    'a%20b',
  );
  const path = fc
    .array(segment, { maxLength: 5 })
    .map((parts) => normalizePath(`/${parts.join('/')}`))
    .filter((normal) => normal !== undefined);
  const policy = fc.oneof(
    fc.record({
      kind: fc.constant('prefix' as const),
      prefix: fc.constantFrom('/', '/a', '/a/b'),
      replacement: fc.constantFrom('/', '/app', '/app/v1/'),
    }),
    fc.record({
      kind: fc.constant('pattern' as const),
      pattern: fc.constantFrom('/(.*)', '/(.)(.*)', '/(.*)/(.*)', '(/a)?/?(.*)', '(.*)'),
      target: fc.constantFrom('/app/$1', '/app/$2$1', '/app/$1$2/$3', '/$1', '/app/v1/x$1/$2', '/app$1'),
    }),
  );

  test('is in normal form, and never outside of what the policy wrote, by any reading', () => {
    fc.assert(
      fc.property(policy, path, (given, asked) => {
        const request = requestWith({ path: asked });
        if (rewriteFilter.compile(given)?.onRequest?.(request) !== undefined) return;
        expect(normalizePath(request.path)).toBe(request.path);
        if (request.path === asked) return;
        const written = given.kind === 'prefix' ? `${given.replacement}/` : given.target;
        const [, folder = '/'] = /^((?:\/[a-z0-9]+(?=\/))*\/)/.exec(written) ?? [];
        for (const reading of [request.path, ...alternativeReadings(request.path)]) {
          expect(`${reading}/`.startsWith(folder), `${asked} → ${request.path} read as ${reading}`).toBe(
            true,
          );
        }
      }),
      { numRuns: 5000 },
    );
  });
});

test.each([
  [{ kind: 'prefix', prefix: '/a', replacement: '/b' }],
  [{ kind: 'pattern', pattern: '/(.*)', target: '/b/$1' }],
  [{ kind: 'pattern', pattern: '(/.*)', target: '$1', ignoreCase: true }],
  [{ kind: 'path', path: '/a' }],
])('%j may run', (policy) => {
  expect(rewriteFilter.accepts(policy)).toBe(true);
});

test.each([
  [{ kind: 'prefix', prefix: '/a' }],
  [{ kind: 'prefix', prefix: '/a', replacement: 'b' }],
  [{ kind: 'prefix', prefix: '/a', replacement: '/b\r\nX: y' }],
  [{ kind: 'pattern', pattern: '/(.*)', target: '/b?x=$1' }],
  [{ kind: 'pattern', pattern: '/(.*)', target: '/b $1' }],
  [{ kind: 'pattern', pattern: 'a'.repeat(1001), target: '/' }],
  [{ kind: 'pattern', pattern: '/(.*)', target: '/', ignoreCase: false }],
  [{ kind: 'path', path: '/%zz' }],
  [{ kind: 'other', path: '/' }],
  [{}],
  [null],
])('%j may not', (policy) => {
  expect(rewriteFilter.accepts(policy)).toBe(false);
});
