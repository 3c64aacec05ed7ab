import { STATUS_CODES } from 'node:http';
import { expect, test } from 'vitest';
import { statusText } from './status-text.ts';

test('a status has the phrase that Node gives it, or none', () => {
  const all = Array.from({ length: 600 }, (_, status) => status);
  expect(all.map(statusText)).toEqual(all.map((status) => STATUS_CODES[status] ?? ''));
});
