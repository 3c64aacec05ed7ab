import { expect, test } from 'vitest';
import { crc32c } from './crc32c.ts';

test.each([
  ['123456789', 0xe306_9283],
  ['', 0],
  ['\0'.repeat(32), 0x8a91_36aa],
])('the check value of %j is known', (text, expected) => {
  expect(crc32c(Buffer.from(text, 'latin1'), -4)).toBe(expected);
});

test('the four bytes of the sum itself count as zero', () => {
  expect(crc32c(Buffer.from('ab????cd'), 2)).toBe(crc32c(Buffer.from('ab\0\0\0\0cd'), -4));
});
