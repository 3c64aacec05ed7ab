import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cloudAnnotations } from './cloud-annotations.ts';
import { listOf, oneOf, resourceTags, wholeNumber } from './cloud-values.ts';

describe('values', () => {
  test.each([
    ['1', '1'],
    ['60', '60'],
    ['007', '7'],
    ['0', undefined],
    ['61', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e1', undefined],
    ['٣', undefined],
    ['9999999999', undefined],
  ])('a whole number from 1 to 60 of %j is %j', (text, value) => {
    expect(wholeNumber(1, 60)(text)).toBe(value);
  });

  test('a list is sorted, says each item once, and is not too long', () => {
    const list = listOf(oneOf('a', 'b', 'c'), 3);
    expect(list('c, a,c')).toBe('a,c');
    expect(list('a,d')).toBeUndefined();
    expect(list('a,,b')).toBeUndefined();
    expect(list('a,b,c,a')).toBeUndefined();
  });

  test('tags are sorted, and may have no value', () => {
    expect(resourceTags('team=shop, stage=,bare')).toBe('bare=,stage=,team=shop');
  });

  test.each([
    'a=1,a=2',
    '=1',
    'a=b=c',
    'a=1,',
    'aliyun.x=1',
    'acs:x=1',
    'a=acs:x',
    'a=http://x',
    'sluice.dev/cluster=other',
    'kubernetes.do.not.delete=1',
    'ack.aliyun.com=c1',
    '__proto__=1',
    'a=\u0000',
    'a={"b"}',
    `${'a'.repeat(65)}=1`,
    `a=${'b'.repeat(129)}`,
    Array.from({ length: 11 }, (_, index) => `k${index}=v`).join(','),
  ])('%j is no list of tags', (text) => {
    expect(resourceTags(text)).toBeUndefined();
  });
});

test('the examples of the reference page are valid', () => {
  for (const { name, example, parse } of cloudAnnotations) {
    expect([name, parse(example.replaceAll('"', ''))]).not.toEqual([name, undefined]);
  }
});

test('a value in normal form is its own normal form, short, and without characters that mean something elsewhere', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom(...cloudAnnotations.map(({ example }) => example.replaceAll('"', ''))),
    fc
      .array(fc.constantFrom('a', 'B', '7', '-', '.', '/', '=', ',', '$', ' ', 'acl-1', 'http_2xx', 'é'))
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(texts, fc.constantFrom(...cloudAnnotations), (text, { parse }) => {
      const value = parse(text.trim());
      if (value === undefined) return;
      expect(parse(value)).toBe(value);
      expect(value.length).toBeLessThanOrEqual(2200);
      expect(value).toMatch(/^[^"'<>{}\\;\p{C}]+$/u);
    }),
    { numRuns: 3000 },
  );
});
