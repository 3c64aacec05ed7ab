import { describe, expect, test } from 'vitest';
import { requestWith } from '../filter.test-support.ts';
import type { HeaderChanges } from '../policies.ts';
import { headersFilter } from './filter.ts';

function changeRequest(request: HeaderChanges, headers: readonly string[]): string[] {
  const message = requestWith({ headers: [...headers] });
  headersFilter.compile({ request })?.onRequest?.(message);
  return message.headers;
}

function changeResponse(response: HeaderChanges, headers: readonly string[]): string[] {
  const message = { status: 200, headers: [...headers] };
  headersFilter.compile({ response })?.onResponse?.(message);
  return message.headers;
}

describe.each([
  ['a request', changeRequest],
  ['a response', changeResponse],
])('fields of %s', (_name, change) => {
  const before = ['X-A', '1', 'x-b', '2', 'X-a', '3'];

  test('are removed, whatever their case', () => {
    expect(change({ remove: ['x-A'] }, before)).toEqual(['x-b', '2']);
  });

  test('are set in place of all of that name', () => {
    expect(change({ set: [{ name: 'x-a', value: '9' }] }, before)).toEqual(['x-b', '2', 'x-a', '9']);
  });

  test('are added beside those of that name', () => {
    expect(change({ add: [{ name: 'X-B', value: '9' }] }, before)).toEqual([...before, 'X-B', '9']);
  });

  test('are removed before one is added', () => {
    const changes = { remove: ['X-A'], add: [{ name: 'X-A', value: '9' }] };
    expect(change(changes, before)).toEqual(['x-b', '2', 'X-A', '9']);
  });
});

test('a client cannot keep a field by the other spelling', () => {
  expect(changeRequest({ set: [{ name: 'X-Role', value: 'guest' }] }, ['X_Role', 'admin'])).toEqual([
    'X-Role',
    'guest',
  ]);
});

test('a policy for one side leaves the other alone', () => {
  expect(headersFilter.compile({ request: { remove: ['A'] } })?.onResponse).toBeUndefined();
  expect(headersFilter.compile({ response: { remove: ['A'] } })?.onRequest).toBeUndefined();
});

describe('a policy', () => {
  test('may change ordinary fields', () => {
    const changes = {
      remove: ['Server'],
      set: [{ name: 'X-A', value: 'any "text", gr\xfcn\t' }],
      add: [{ name: 'Set-Cookie', value: '' }],
    };
    expect(headersFilter.accepts({ request: changes, response: changes })).toBe(true);
  });

  test.each([
    ['a line of its own', { set: [{ name: 'X-A', value: 'a\r\nX-B: c' }] }],
    ['a bare line feed', { add: [{ name: 'X-A', value: 'a\nb' }] }],
    ['a NUL', { add: [{ name: 'X-A', value: '\0' }] }],
    ['a character that is written as a line feed', { add: [{ name: 'X-A', value: 'a\u010ab' }] }],
    ['a name that is no token', { set: [{ name: 'X A', value: '' }] }],
    ['a name with a colon', { remove: ['X:'] }],
    ['no name', { remove: [''] }],
    ['a length', { set: [{ name: 'content-LENGTH', value: '0' }] }],
    ['a coding', { add: [{ name: 'Transfer-Encoding', value: 'chunked' }] }],
    ['the fields of one hop', { remove: ['Connection'] }],
    ['the host', { set: [{ name: 'Host', value: 'b' }] }],
    ['a value that is no text', { set: [{ name: 'X-A', value: 1 }] }],
    ['a kind of change nobody knows', { rename: ['X-A'] }],
    ['a list that is none', { remove: 'X-A' }],
    ['no end of changes', { remove: Array.from({ length: 300 }, () => 'X-A') }],
  ])('cannot bring in %s', (_what, changes) => {
    expect(headersFilter.accepts({ request: changes })).toBe(false);
    expect(headersFilter.accepts({ response: changes })).toBe(false);
  });

  test('cannot be for a third side', () => {
    expect(headersFilter.accepts({ trailer: {} })).toBe(false);
  });
});
