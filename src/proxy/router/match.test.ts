import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { RouteMatch, ValueMatch, VirtualHost } from '../../model/index.ts';
import { compileHost } from './compile-host.ts';
import type { MatchRequest } from './conditions.ts';
import { matchLinear } from './match-linear.ts';
import { hostWith, requestWith, routeFor } from './route.test-support.ts';

type Matcher = (host: VirtualHost, path: string, request: MatchRequest) => number | undefined;

const linear: Matcher = (host, path, request) => {
  const route = matchLinear(host, path, request);
  return route && host.routes.indexOf(route);
};
const compiled: Matcher = (host, path, request) =>
  compileHost(host, (_, index) => index).match(path, request);

describe.each([
  ['linear', linear],
  ['compiled', compiled],
])('the %s matcher', (_, match) => {
  // The table of the Kubernetes documentation first; `taken` is the place of the route, in order of precedence.
  test.each<[routes: string[], path: string, taken: number | undefined]>([
    [['/'], '/', 0],
    [['/'], '/anything/else', 0],
    [['= /foo'], '/foo', 0],
    [['= /foo'], '/bar', undefined],
    [['= /foo'], '/foo/', undefined],
    [['= /foo/'], '/foo', undefined],
    [['= /foo/'], '/foo/', 0],
    [['= /foo'], '/FOO', undefined],
    [['/foo'], '/foo', 0],
    [['/foo'], '/foo/', 0],
    [['/foo/'], '/foo', 0],
    [['/foo/'], '/foo/', 0],
    [['/foo/', '/foo'], '/foo', 0],
    [['/foo'], '/Foo', undefined],
    [['/aaa/bb'], '/aaa/bbb', undefined],
    [['/aaa/bbb'], '/aaa/bbb', 0],
    [['/aaa/bbb/'], '/aaa/bbb', 0],
    [['/aaa/bbb'], '/aaa/bbb/', 0],
    [['/aaa/bbb'], '/aaa/bbb/ccc', 0],
    [['/aaa/bbb'], '/aaa/bbbxyz', undefined],
    [['/aaa/bbb'], '/aaa', undefined],
    [['/aaa', '/'], '/aaa/ccc', 0],
    [['/aaa/bbb', '/aaa', '/'], '/aaa/bbb', 0],
    [['/aaa/bbb', '/aaa', '/'], '/aaa/bbbb', 1],
    [['/aaa/bbb', '/aaa', '/'], '/ccc', 2],
    [['/aaa'], '/ccc', undefined],
    [['= /foo', '/foo'], '/foo', 0],
    [['= /foo', '/foo'], '/foo/', 1],
    // Order decides, not the kind or the length.
    [['/', '/aaa', '= /aaa'], '/aaa', 0],
    [['/foo', '= /foo'], '/foo', 0],
    [['/foo/', '/foo'], '/foo/x', 0],
    [['/a/b/c/d', '/a'], '/a/b/c', 1],
    [['/a', '/a/b/c/d'], '/a/b/c/d', 0],
    [['/a%2Fb'], '/a%2Fb/c', 0],
    [['/a'], '/a%2Fb', undefined],
    [['/a'], '/a;x', undefined],
    // Expressions are anchored at the start only.
    [['~ /v[0-9]+/'], '/v12/users', 0],
    [['~ /v[0-9]+/'], '/api/v12/users', undefined],
    [['~ /a|/b'], '/x/b', undefined],
    [['~ /foo'], '/Foo', undefined],
    [['~* /foo'], '/Foobar', 0],
    [['= /v1/x', '~ /v[0-9]', '/v1'], '/v1/x', 0],
    [['= /v1/x', '~ /v[0-9]', '/v1'], '/v1/y', 1],
    [['/v1', '~ /v[0-9]', '= /v1/x'], '/v1/x', 0],
    [[], '/', undefined],
  ])('routes %j, path %s', (routes, path, taken) => {
    expect(match(hostWith(routes.map((route) => routeFor(route))), path, requestWith())).toBe(taken);
  });

  test('a prefix of thousands of segments matches', () => {
    const deep = '/a'.repeat(5000);
    const host = hostWith([routeFor(deep), routeFor('/a')]);
    expect(match(host, `${deep}/b`, requestWith())).toBe(0);
    expect(match(host, '/a'.repeat(4999), requestWith())).toBe(1);
  });

  const exact = (name: string, value: string): ValueMatch => ({ name, kind: 'exact', value });
  const regex = (name: string, value: string): ValueMatch => ({ name, kind: 'regex', value });
  test.each<[string, Omit<RouteMatch, 'path'>, MatchRequest, boolean]>([
    ['an equal method', { method: 'GET' }, requestWith(), true],
    ['another method', { method: 'POST' }, requestWith(), false],
    ['a method in lower case', { method: 'GET' }, requestWith({ method: 'get' }), false],
    ['an equal header', { headers: [exact('x-a', '1')] }, requestWith({ headers: { 'x-a': '1' } }), true],
    [
      'another header value',
      { headers: [exact('x-a', '1')] },
      requestWith({ headers: { 'x-a': '11' } }),
      false,
    ],
    ['a missing header', { headers: [exact('x-a', '')] }, requestWith(), false],
    [
      'a header that fits',
      { headers: [regex('x-a', '1+')] },
      requestWith({ headers: { 'x-a': '11' } }),
      true,
    ],
    [
      'a header that fits in part',
      { headers: [regex('x-a', '1|2')] },
      requestWith({ headers: { 'x-a': '12' } }),
      false,
    ],
    ['a missing header for an expression', { headers: [regex('x-a', '.*')] }, requestWith(), false],
    [
      'one of two headers',
      { headers: [exact('a', '1'), exact('b', '2')] },
      requestWith({ headers: { a: '1' } }),
      false,
    ],
    [
      'both headers',
      { headers: [exact('a', '1'), exact('b', '2')] },
      requestWith({ headers: { a: '1', b: '2' } }),
      true,
    ],
    ['an equal parameter', { query: [exact('a', '1')] }, requestWith({ query: 'b=2&a=1' }), true],
    ['a parameter in another case', { query: [exact('a', '1')] }, requestWith({ query: 'A=1' }), false],
    ['the first of two', { query: [exact('a', '1')] }, requestWith({ query: 'a=1&a=2' }), true],
    ['the second of two', { query: [exact('a', '2')] }, requestWith({ query: 'a=1&a=2' }), false],
    ['a parameter without value', { query: [exact('a', '')] }, requestWith({ query: 'b&a' }), true],
    ['a missing parameter', { query: [exact('a', '')] }, requestWith({ query: 'b=a' }), false],
    ['a value with an equals sign', { query: [exact('a', 'x=y')] }, requestWith({ query: 'a=x=y' }), true],
    ['an encoded parameter', { query: [exact('a b', 'c d&')] }, requestWith({ query: 'a+b=c%20d%26' }), true],
    ['a broken escape', { query: [exact('a', '%zz')] }, requestWith({ query: 'a=%zz' }), true],
    ['empty pairs', { query: [exact('a', '1')] }, requestWith({ query: '&&=x&a=1&' }), true],
    ['a parameter that fits', { query: [regex('a', '[0-9]+')] }, requestWith({ query: 'a=12' }), true],
    [
      'a parameter that fits in part',
      { query: [regex('a', '[0-9]+')] },
      requestWith({ query: 'a=12x' }),
      false,
    ],
    ['all but the method', { method: 'PUT', query: [exact('a', '1')] }, requestWith({ query: 'a=1' }), false],
  ])('decides by %s', (_name, conditions, request, holds) => {
    const host = hostWith([routeFor('/foo', conditions), routeFor('/')]);
    expect(match(host, '/foo', request)).toBe(holds ? 0 : 1);
  });

  test('goes on below a route whose conditions do not hold, on the same path and on others', () => {
    const post = { method: 'POST' };
    const host = hostWith([
      routeFor('= /a/b', post),
      routeFor('/a/b', post),
      routeFor('= /a/b', { method: 'PUT' }),
      routeFor('~ /a', { method: 'PUT' }),
      routeFor('/a/b', { method: 'DELETE' }),
      routeFor('/a'),
      routeFor('/a/b'),
    ]);
    expect(match(host, '/a/b', requestWith({ method: 'PUT' }))).toBe(2);
    expect(match(host, '/a/c', requestWith({ method: 'PUT' }))).toBe(3);
    expect(match(host, '/a/b/c', requestWith({ method: 'DELETE' }))).toBe(4);
    expect(match(host, '/a/b', requestWith({ method: 'GET' }))).toBe(5);
  });

  test('refuses an expression that is none', () => {
    expect(() => match(hostWith([routeFor('~ (')]), '/', requestWith())).toThrow(SyntaxError);
    expect(() => match(hostWith([routeFor('~ /a)|(/b')]), '/', requestWith())).toThrow(SyntaxError);
  });
});

describe('the compiled matcher', () => {
  test('answers as the linear one for any routes in any order', () => {
    const segment = fc.constantFrom('a', 'b', 'aa', 'A', '%2F');
    const path = fc
      .tuple(fc.array(segment, { maxLength: 4 }), fc.boolean())
      .map(([parts, slash]) => `/${parts.join('/')}${slash && parts.length > 0 ? '/' : ''}`);
    const kind = fc.constantFrom('', '', '= ', '~ ', '~* ');
    const value = fc.record({
      name: fc.constantFrom('x', 'y'),
      kind: fc.constantFrom('exact' as const, 'regex' as const),
      value: fc.constantFrom('1', '2'),
    });
    const conditions = fc.oneof(
      fc.constant({}),
      fc.record(
        {
          method: fc.constantFrom('GET', 'POST'),
          headers: fc.array(value, { maxLength: 2 }),
          query: fc.array(value, { maxLength: 2 }),
        },
        { requiredKeys: [] },
      ),
    );
    const routes = fc.array(
      fc.tuple(kind, path, conditions).map(([prefix, text, more]) => routeFor(prefix + text, more)),
      { maxLength: 12 },
    );
    const values = fc.constantFrom('1', '2', '3');
    const request = fc
      .tuple(fc.constantFrom('GET', 'POST'), values, values, fc.boolean())
      .map(([method, x, y, named]) =>
        requestWith({ method, query: `x=${x}&y=${y}`, headers: named ? { x: y, y: x } : { x } }),
      );
    fc.assert(
      fc.property(routes, path, request, (list, asked, facts) => {
        const host = hostWith(list);
        expect(compiled(host, asked, facts)).toBe(linear(host, asked, facts));
      }),
      { numRuns: 5000 },
    );
  });

  test('prepares each route once, in order', () => {
    const host = hostWith([routeFor('/a'), routeFor('/a'), routeFor('= /b')]);
    const seen: [unknown, number][] = [];
    compileHost(host, (route, index) => seen.push([route, index]));
    expect(seen).toEqual(host.routes.map((route, index) => [route, index]));
  });

  test.each([
    ['no deeper than the rules are', ['/x/y', '/z'], '/a'.repeat(10_000), ['/a/a', '/a']],
    ['no depth without rules', ['/x/y/z', '/x'], '/a/b/c', ['/a/b/c', '/a']],
    ['nothing that comes after what was found', ['/a/b', '/a', '/'], '/a/b/c', ['/a/b']],
  ])('looks up %s', (_, routes, path, lookedUp) => {
    const host = hostWith(routes.map((route) => routeFor(route)));
    const { match } = compileHost(host, (__, index) => index);
    const get = vi.spyOn(Map.prototype, 'get');
    match(path, requestWith());
    const asked = get.mock.calls.map(([key]) => key);
    get.mockRestore();
    expect(asked).toEqual(lookedUp);
  });
});
