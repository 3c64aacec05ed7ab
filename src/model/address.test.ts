import { expect, test } from 'vitest';
import { judgeAddress } from './address.ts';

test.each([
  '10.0.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '169.253.0.1',
  '169.255.0.1',
  '223.255.255.255',
  'fd00::1',
  '2001:db8::1',
  '::ffff:10.0.0.1',
])('%s may be a pod', (address) => {
  expect(judgeAddress(address)).toBe('plain');
});

test.each([
  '127.0.0.1',
  '127.255.0.1',
  '169.254.169.254',
  '::1',
  '0:0:0:0:0:0:0:1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::FFFF:a9fe:a9fe',
  'fe80::1',
  'fe80::1%eth0',
  'febf::1',
])('%s is this machine or its link', (address) => {
  expect(judgeAddress(address)).toBe('local');
});

test.each([
  '0.0.0.0',
  '0.1.2.3',
  '224.0.0.1',
  '239.1.1.1',
  '255.255.255.255',
  '::',
  '::ffff:0.0.0.0',
  '::127.0.0.1',
  'ff02::1',
  'localhost',
  '127.1',
  '0x7f000001',
  '10.0.0.1 ',
  '10.0.0.256',
  '',
])('%j is no peer', (address) => {
  expect(judgeAddress(address)).toBe('never');
});
