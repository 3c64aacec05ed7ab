import { describe, expect, test } from 'vitest';
import { OperatorError } from '../base/index.ts';
import { readQuery } from './query.ts';

const read = (url: string, headers: readonly (readonly [string, string])[] = []) =>
  readQuery({ method: 'GET', url, headers });

describe('a question', () => {
  test.each([
    ['shop.example', { secure: false, authority: 'shop.example', path: '/', query: '' }],
    [
      'http://shop.example:8080/a/../b?x=1#top',
      { authority: 'shop.example:8080', path: '/a/../b', query: 'x=1' },
    ],
    [
      'HTTPS://user:secret@Shop.example/',
      { secure: true, authority: 'Shop.example', connectHost: 'Shop.example' },
    ],
    [
      'https://[2001:db8::1]:8443/x',
      { byAddress: true, connectHost: '2001:db8::1', authority: '[2001:db8::1]:8443', connectPort: 8443 },
    ],
    ['127.0.0.1/x', { byAddress: true, authority: '127.0.0.1' }],
    ['http://café.example/thé vert', { authority: 'xn--caf-dma.example', path: '/th%C3%A9%20vert' }],
  ])('%s is understood', (url, expected) => {
    expect(read(url)).toMatchObject(expected);
  });

  test('takes the host of the Host header, and joins headers of one name', () => {
    const asked = read('127.0.0.1/', [
      ['hOst', 'shop.example'],
      ['X-A', '1'],
      ['x-a', '2'],
    ]);
    expect(asked.authority).toBe('shop.example');
    expect(asked.header('x-a')).toBe('1, 2');
    expect(asked.fields).toEqual(['X-A', '1', 'x-a', '2']);
  });

  test.each([
    ['', []],
    ['http://', []],
    ['/path', []],
    ['shop.example', [['bad name', 'x']]],
    ['shop.example', [['X-A', 'a\r\nb']]],
    [
      'shop.example',
      [
        ['Host', 'a'],
        ['Host', 'b'],
      ],
    ],
    [`shop.example/${'x'.repeat(9000)}`, []],
  ] as const)('%j is none', (url, headers) => {
    expect(() => read(url, headers)).toThrow(OperatorError);
  });
});
