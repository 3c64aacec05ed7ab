import { expect, test } from 'vitest';
import type { PathType } from '../../kubernetes/types/index.ts';
import { matchRulePath } from './rule-path.ts';

function match(pathType: PathType, path?: string): string | undefined {
  const rule = { pathType, backend: {}, ...(path === undefined ? {} : { path }) };
  const result = matchRulePath(rule);
  return result === undefined ? undefined : `${result.kind} ${result.value}`;
}

test('ImplementationSpecific works as Prefix, and no path as the root', () => {
  expect(match('ImplementationSpecific', '/tea')).toBe('prefix /tea');
  expect(match('ImplementationSpecific', '')).toBe('prefix /');
  expect(match('ImplementationSpecific')).toBe('prefix /');
});

test('a trailing slash and letter case stay', () => {
  expect(match('Exact', '/Tea/')).toBe('exact /Tea/');
  expect(match('Prefix', '/Tea/')).toBe('prefix /Tea/');
});

test.each([
  ['/%7euser', '/~user'],
  ['/a%c3%a9', '/a%C3%A9'],
  ['/aé', '/a%C3%A9'],
  ['/茶/杯', '/%E8%8C%B6/%E6%9D%AF'],
  ['/a//b/../c', '/a/c'],
])('%s is matched as requests have it: %s', (path, normal) => {
  expect(match('ImplementationSpecific', path)).toBe(`prefix ${normal}`);
});

test.each(['/a|b', '/a b', '/a?b', '/%zz', '/%00', '/..', 'tea', '/\ud800', '/(.*)/?$'])(
  'no request can have %j',
  (path) => {
    expect(match('ImplementationSpecific', path)).toBeUndefined();
  },
);
