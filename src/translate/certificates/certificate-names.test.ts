import { expect, test } from 'vitest';
import { createCover, wildcardOf } from './certificate-names.ts';

test.each([
  ['cafe.example', ['cafe.example'], true],
  ['www.cafe.example', ['*.cafe.example'], true],
  ['*.cafe.example', ['*.cafe.example'], true],
  ['cafe.example', ['*.cafe.example'], false],
  ['a.b.cafe.example', ['*.cafe.example'], false],
  ['*.cafe.example', ['www.cafe.example'], false],
  ['*.b.cafe.example', ['*.cafe.example'], false],
  ['cafe', ['*'], false],
  ['cafe.example', [], false],
])('%s by a certificate for %j: %s', (host, names, covered) => {
  expect(createCover(names)(host)).toBe(covered);
});

test('a wildcard stands one label up', () => {
  expect(wildcardOf('a.b.example')).toBe('*.b.example');
  expect(wildcardOf('*.b.example')).toBe('*.b.example');
});
