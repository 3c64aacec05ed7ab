import { describe, expect, test } from 'vitest';
import { shapeOf } from './route-shape.ts';

describe('what a path of a rule begins with', () => {
  test.each([
    ['/foo(/|$)(.*)', '/foo'],
    ['/foo', '/foo'],
    ['/fo+', '/f'],
    ['/fo*', '/f'],
    ['/fo?', '/f'],
    ['/fo{2}', '/f'],
    ['/foo.bar', '/foo'],
    ['/foo\\.bar', '/foo'],
    ['/foo|/bar', '/'],
    ['/a(b|c)|/d', '/'],
    ['/a(b|c)', '/a'],
    ['/a[)]|/b', '/'],
    ['/a\\)|/b', '/'],
    ['/\\Q(\\E|b', '/'],
    ['(?i)/foo', '/'],
    ['foo', '/'],
    ['', '/'],
    ['/my_app/.*', '/my'],
    [`/${'a'.repeat(100)}`, `/${'a'.repeat(79)}`],
    ['/caf%C3%A9.*', '/caf%C3%A9'],
  ])('the expression %s: %s', (value, start) => {
    expect(shapeOf({ path: { kind: 'regex', value } })).toMatchObject({ kind: 'within', starts: [start] });
  });

  test.each([
    ['/foo/bar', ['/FO', '/Fo', '/fO', '/fo']],
    ['/1-2/f(oo)', ['/1-2/F', '/1-2/f']],
    ['/(a|b)', ['/']],
    ['/%C3', ['/%C3', '/%c3']],
    ['/%C(3)', ['/']],
  ])('the expression %s in any case: %j', (value, starts) => {
    const shape = shapeOf({ path: { kind: 'regex', value, ignoreCase: true } });
    expect(shape).toMatchObject({ kind: 'within', starts });
  });

  test.each([
    ['/my_app', '/my'],
    ['/my~app/x', '/my'],
    ['/:id', '/'],
    ['/_x', '/'],
    [`/${'a'.repeat(80)}`, `/${'a'.repeat(79)}`],
    [`/${'a'.repeat(77)}%2Fb`, `/${'a'.repeat(77)}`],
    [`/${'a'.repeat(78)}%2Fb`, `/${'a'.repeat(78)}`],
  ])('the path %s that is no Url: %s', (value, start) => {
    for (const kind of ['exact', 'prefix'] as const) {
      expect(shapeOf({ path: { kind, value } })).toMatchObject({ kind: 'within', starts: [start] });
    }
  });

  test('a prefix is without the slash at its end, also as a condition', () => {
    const path = { kind: 'prefix', value: '/foo/' } as const;
    expect(shapeOf({ path })).toEqual({ kind: 'prefix', path: '/foo' });
    expect(shapeOf({ path, method: 'GET' })).toMatchObject({ kind: 'within', starts: ['/foo'] });
    const long = `/${'a'.repeat(79)}/`;
    expect(shapeOf({ path: { kind: 'prefix', value: long } })).toEqual({
      kind: 'prefix',
      path: long.slice(0, -1),
    });
    expect(shapeOf({ path: { kind: 'prefix', value: '/' } })).toEqual({ kind: 'prefix', path: '' });
    expect(shapeOf({ path: { kind: 'exact', value: '/foo/' } })).toEqual({ kind: 'exact', path: '/foo/' });
  });
});
