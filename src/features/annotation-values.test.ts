import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ParsedValue } from './annotation.ts';
import {
  parseBoolean,
  parseDuration,
  parseNamedObject,
  parseOneOf,
  parseSeconds,
} from './annotation-values.ts';

function outcomeOf<T>(parsed: ParsedValue<T>): T | 'invalid' {
  return parsed.kind === 'value' ? parsed.value : 'invalid';
}

test.each([
  ['true', true],
  ['T', true],
  ['1', true],
  ['FALSE', false],
  ['0', false],
  ['yes', 'invalid'],
  ['tRUE', 'invalid'],
])('%s as a boolean', (text, value) => {
  expect(outcomeOf(parseBoolean(text))).toBe(value);
});

describe('a duration', () => {
  test.each([
    ['5s', 5000],
    ['1m30s', 90_000],
    ['500ms', 500],
    ['2h', 7_200_000],
    ['1h1m1s1ms', 3_661_001],
    ['90', 90_000],
    ['24h', 86_400_000],
    ['86401', 'invalid'],
    ['0', 'invalid'],
    ['0s', 'invalid'],
    ['-5s', 'invalid'],
    ['1.5s', 'invalid'],
    ['5 s', 'invalid'],
    ['30s1m', 'invalid'],
    ['s', 'invalid'],
    ['9999999999h', 'invalid'],
  ])('%s', (text, value) => {
    expect(outcomeOf(parseDuration(86_400_000)(text))).toBe(value);
  });

  test('is read as it was written', () => {
    const time = fc.record({
      h: fc.nat(20),
      m: fc.nat(59),
      s: fc.nat(59),
      ms: fc.integer({ min: 1, max: 999 }),
    });
    fc.assert(
      fc.property(time, ({ h, m, s, ms }) => {
        const wanted = ((h * 60 + m) * 60 + s) * 1000 + ms;
        expect(outcomeOf(parseDuration(86_400_000)(`${h}h${m}m${s}s${ms}ms`))).toBe(wanted);
      }),
    );
  });
});

test.each([
  ['60', 60_000],
  ['+60', 60_000],
  ['76', 75_000],
  ['99999999999999999999', 75_000],
  ['0', 'invalid'],
  ['-1', 'invalid'],
  ['60s', 'invalid'],
  ['1e3', 'invalid'],
])('%s as seconds of ingress-nginx', (text, value) => {
  expect(outcomeOf(parseSeconds(75_000)(text))).toBe(value);
});

test.each([
  ['name', { name: 'name' }],
  ['shop/name', { namespace: 'shop', name: 'name' }],
  ['/name', 'invalid'],
  ['shop/', 'invalid'],
  ['a/b/c', 'invalid'],
  ['../x', 'invalid'],
  ['Name', 'invalid'],
])('%s as an object', (text, value) => {
  expect(outcomeOf(parseNamedObject(text))).toEqual(value);
});

test('one of a few words is exactly that word', () => {
  expect(outcomeOf(parseOneOf(301, 308)('308'))).toBe(308);
  expect(outcomeOf(parseOneOf(301, 308)('0308'))).toBe('invalid');
});
