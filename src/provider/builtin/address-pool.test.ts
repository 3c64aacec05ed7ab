import { describe, expect, test } from 'vitest';
import { addressPools, canonicalAddress } from './address-pool.ts';

test('a pool takes addresses, published addresses and ranges, in order', () => {
  const { internet } = addressPools({
    internet: ['10.0.0.9=192.0.2.1', '10.0.0.254-10.0.1.1', '2001:DB8:0:0::1'],
    intranet: [],
  });
  expect(internet).toEqual([
    { bind: '10.0.0.9', published: '192.0.2.1' },
    ...['10.0.0.254', '10.0.0.255', '10.0.1.0', '10.0.1.1'].map((bind) => ({ bind, published: bind })),
    { bind: '2001:db8::1', published: '2001:db8::1' },
  ]);
});

describe('a pool is refused for', () => {
  test.each([
    ['a name', ['localhost']],
    ['an empty text', ['']],
    ['two published addresses', ['10.0.0.1=192.0.2.1=192.0.2.2']],
    ['a published name', ['10.0.0.1=example.com']],
    ['a range that runs backwards', ['10.0.0.9-10.0.0.1']],
    ['a range without an end', ['10.0.0.9-']],
    ['an IPv6 range', ['::1-::9']],
    ['a range of more than 1024', ['10.0.0.0-10.0.4.0']],
    ['more than 1024 in all', ['10.0.0.1-10.0.4.0', '10.1.0.1']],
    ['an address twice', ['10.0.0.1', '10.0.0.1']],
    ['a published address twice', ['10.0.0.1=192.0.2.1', '10.0.0.2=192.0.2.1']],
  ])('%s', (_what, internet) => {
    expect(() => addressPools({ internet, intranet: [] })).toThrow(
      expect.objectContaining({ code: 'InvalidAddressPool' }),
    );
  });

  test('an address in both pools', () => {
    expect(() => addressPools({ internet: ['10.0.0.1'], intranet: ['10.0.0.1'] })).toThrow('twice');
  });
});

test('an address has one spelling', () => {
  expect(canonicalAddress('2001:DB8::0001')).toBe('2001:db8::1');
  expect(canonicalAddress('10.0.0.1')).toBe('10.0.0.1');
  expect(canonicalAddress('no address')).toBe('no address');
  expect(canonicalAddress('fe80::1%eth0')).toBe('fe80::1%eth0');
});
