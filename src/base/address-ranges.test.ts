import { expect, test } from 'vitest';
import { AddressRanges, isAddressRange, plainAddress } from './address-ranges.ts';

test.each([
  ['10.0.0.0/8', '10.255.0.1', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['10.0.0.7', '10.0.0.7', true],
  ['10.0.0.7', '10.0.0.8', false],
  ['2001:db8::/32', '2001:db8:ffff::1', true],
  ['2001:db8::/32', '2001:db9::1', false],
  ['fe80::/10', 'fe80::1%eth0', true],
  ['10.0.0.0/8', '::ffff:10.1.2.3', true],
  ['10.0.0.0/8', '::ffff:a01:203', true],
  ['::ffff:10.0.0.0/104', '10.1.2.3', true],
  ['::ffff:10.0.0.0/104', '11.1.2.3', false],
  ['0.0.0.0/0', '2001:db8::1', false],
  ['10.0.0.0/8', 'unknown', false],
  ['10.0.0.0/8', '10.0.0.1:80', false],
  ['10.0.0.0/8', '', false],
])('%s and %s: %s', (range, address, expected) => {
  expect(new AddressRanges([range]).includes(address)).toBe(expected);
});

test('no ranges hold no address', () => {
  expect(new AddressRanges([]).includes('127.0.0.1')).toBe(false);
});

test.each([
  '',
  '10.0.0.0/33',
  '2001:db8::/129',
  '10.0.0.0/08',
  '10.0.0.0/',
  '10.0.0/8',
  'a.example',
  '10.0.0.0/-1',
  'fe80::1%eth0',
])('"%s" is no range', (text) => {
  expect(isAddressRange(text)).toBe(false);
  expect(() => new AddressRanges([text])).toThrow(RangeError);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:207', '192.0.2.7'],
  ['2001:0DB8:0:0::0001', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::ffff:0:1', '0.0.0.1'],
  ['192.0.2.07', undefined],
  ['192.0.2.7:80', undefined],
  ['_hidden', undefined],
])('the one spelling of %s is %s', (text, expected) => {
  expect(plainAddress(text)).toBe(expected);
});
