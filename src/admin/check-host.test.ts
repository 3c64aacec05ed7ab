import { expect, test } from 'vitest';
import { isTrustedHost } from './check-host.ts';

test.each([
  '127.0.0.1',
  '127.0.0.1:10254',
  '10.1.2.3:80',
  '[::1]',
  '[::1]:10254',
  '[fe80::1]:1',
  'localhost',
  'LOCALHOST:10254',
  'admin.example.com',
  'Admin.Example.com:8080',
  'other',
])('trusts %s', (field) => {
  expect(isTrustedHost(field, ['admin.example.com', 'OTHER'])).toBe(true);
});

test.each([
  undefined,
  '',
  'evil.example',
  'localhost.evil.example',
  'evil.localhost',
  '127.0.0.1.evil.example',
  '127.0.0.1@evil.example',
  'localhost:80:80',
  'localhost, evil',
  '127.1',
  '2130706433',
  '[::1',
  '[evil]',
  'admin.example.com.',
])('does not trust %s', (field) => {
  expect(isTrustedHost(field, ['admin.example.com'])).toBe(false);
});
