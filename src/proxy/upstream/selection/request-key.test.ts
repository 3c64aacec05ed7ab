import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cookieValue } from './cookie-value.ts';
import { compileKey } from './request-key.ts';
import { pickRequest, type RequestOptions } from './selection.test-support.ts';

describe('the key of a request', () => {
  const header = { kind: 'header', name: 'x-user' } as const;
  const cookie = { kind: 'cookie', name: 'id' } as const;

  test.each<[Parameters<typeof compileKey>[0], RequestOptions, RequestOptions, boolean]>([
    [header, { headers: ['X-User', 'ann'] }, { headers: ['A', 'b', 'x-user', 'ann'] }, true],
    [header, { headers: ['X-User', 'ann'] }, { headers: ['X-User', 'Ann'] }, false],
    [header, { headers: ['X-User', 'a', 'X-User', 'b'] }, { headers: ['X-User', 'a'] }, false],
    [cookie, { headers: ['Cookie', 'id=1'] }, { headers: ['cookie', 'a=2; id=1; b=3'] }, true],
    [cookie, { headers: ['Cookie', 'id=1'] }, { headers: ['Cookie', 'id=2'] }, false],
    [{ kind: 'address' }, { address: '192.0.2.1', path: '/a' }, { address: '192.0.2.1' }, true],
    [{ kind: 'address' }, { address: '192.0.2.1' }, { address: '192.0.2.2' }, false],
    [{ kind: 'host' }, { authority: 'A.example' }, { authority: 'a.example:8080' }, true],
    [{ kind: 'host' }, { authority: 'a.example' }, { authority: 'b.example' }, false],
    [{ kind: 'uri' }, { path: '/a', query: '?b' }, { path: '/a', query: '?b', address: '::1' }, true],
    [{ kind: 'uri' }, { path: '/a', query: '?b' }, { path: '/a', query: '?c' }, false],
  ])('by %j: %j and %j are equal: %s', (by, one, other, equal) => {
    const find = compileKey(by);
    expect(find(pickRequest(one))).toBeTypeOf('number');
    expect(find(pickRequest(one)) === find(pickRequest(other))).toBe(equal);
  });

  test.each<[Parameters<typeof compileKey>[0], RequestOptions]>([
    [header, { headers: ['X-Users', 'ann'] }],
    [header, { headers: ['X-User', ''] }],
    [cookie, { headers: ['Cookie', 'ID=1'] }],
    [cookie, { headers: ['Cookie', 'id='] }],
    [{ kind: 'host' }, { authority: '' }],
  ])('by %j is absent from %j', (by, options) => {
    expect(compileKey(by)(pickRequest(options))).toBeUndefined();
  });
});

describe('the value of a cookie', () => {
  test.each([
    ['id=1', '1'],
    ['a=1; id=2', '2'],
    ['a=1;id=2;b=3', '2'],
    ['id=1; id=2', '1'],
    ['xid=1; id=2', '2'],
    ['idx=1; id=2', '2'],
    ['a=id=1; id=2', '2'],
    ['id = 1', undefined],
    ['a="; id=1"', '1"'],
    ['id="1"', '"1"'],
    ['id=', ''],
    ['ID=1', undefined],
    ['', undefined],
    ['id', undefined],
  ])('id in %j is %j', (text, value) => {
    expect(cookieValue(['Accept', 'x', 'COOKIE', text], 'id')).toBe(value);
  });

  test('is looked for in all Cookie fields', () => {
    expect(cookieValue(['Cookie', 'a=1', 'Cookie', 'id=2', 'Cookie', 'id=3'], 'id')).toBe('2');
  });

  test('is that of the first pair of its name, as a split finds it', () => {
    const name = fc.constantFrom('id', 'i', 'idid', 'a');
    const pair = fc
      .tuple(name, fc.stringMatching(/^[idax="]{0,6}$/))
      .map(([key, value]) => `${key}=${value}`);
    fc.assert(
      fc.property(fc.array(pair), fc.constantFrom(';', '; ', ' ;\t'), (pairs, separator) => {
        const found = pairs.find((text) => text.startsWith('id='))?.slice(3);
        expect(cookieValue(['Cookie', pairs.join(separator)], 'id')).toBe(found);
      }),
    );
  });
});
