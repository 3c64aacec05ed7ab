import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostName } from './host-name.ts';

describe('hostName', () => {
  test.each([
    ['foo.com', 'foo.com'],
    ['foo.com:80', 'foo.com'],
    ['foo.com:', 'foo.com'],
    ['foo.com:65535', 'foo.com'],
    ['foo.com.', 'foo.com'],
    ['foo.com.:8443', 'foo.com'],
    ['FOO.Com:80', 'foo.com'],
    ['localhost', 'localhost'],
    ['a_b.xn--caf-dma.com', 'a_b.xn--caf-dma.com'],
    ['127.0.0.1:8080', '127.0.0.1'],
    ['[::1]', '[::1]'],
    ['[2001:DB8::A]:8080', '[2001:db8::a]'],
    ['[::ffff:1.2.3.4]:', '[::ffff:1.2.3.4]'],
    [`${'a'.repeat(250)}.com`, `${'a'.repeat(250)}.com`],
  ])('%s is looked up as %s', (value, name) => {
    expect(hostName(value)).toBe(name);
  });

  test.each([
    '',
    ':80',
    '.',
    '.:80',
    'foo.com:65536',
    'foo.com:000080',
    'foo.com:8a',
    'foo.com:-1',
    'foo.com:80:80',
    'foo.com ',
    ' foo.com',
    'foo com',
    'foo.com,bar.com',
    'foo.com/bar',
    'foo.com?x',
    'foo.com#x',
    'user@foo.com',
    'foo\\com',
    'foo%2Ecom',
    '*.foo.com',
    'foo\tcom',
    'foo\0.com',
    'caf\u00e9.com',
    '::1',
    '[::1',
    '::1]',
    '[]',
    '[foo]',
    '[::1]x',
    '[::1]:99999',
    '[fe80::1%25eth0]',
    '[fe80::1%eth0]',
    '[v1.a]',
    `${'a'.repeat(253)}.com`,
  ])('%j is no host', (value) => {
    expect(hostName(value)).toBeUndefined();
  });

  test('gives a name that stays as it is', () => {
    const characters = fc.constantFrom(...'aZ0.-:[]_,/@ %');
    fc.assert(
      fc.property(
        fc.string({ unit: fc.oneof(characters, fc.string({ minLength: 1, maxLength: 1 })) }),
        (value) => {
          const name = hostName(value);
          if (name === undefined) return;
          expect(name).toBe(name.toLowerCase());
          if (!name.endsWith('.')) expect(hostName(name)).toBe(name);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
