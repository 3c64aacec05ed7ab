import { describe, expect, test } from 'vitest';
import { parseSize } from './annotation.ts';

describe('a size', () => {
  test.each([
    ['0', 0],
    ['10', 10],
    ['512k', 524_288],
    ['8K', 8192],
    ['10m', 10_485_760],
    ['1G', 1_073_741_824],
    ['007', 7],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseSize(text)).toEqual({ kind: 'value', value: bytes });
  });

  test.each(['', '-1', '1.5m', '10b', '8kb', '10 m', 'm', '0x10', '1e3', '999999999999999g', '1t'])(
    '%j is refused',
    (text) => {
      expect(parseSize(text)).toEqual({ kind: 'invalid' });
    },
  );
});
