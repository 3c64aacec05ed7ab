import { describe, expect, test } from 'vitest';
import { isOpen, parseStatusRange, passes, readLogFilter } from './log-filter.ts';
import type { LogRow } from './wire/wire-log.ts';

const row: LogRow = {
  time: '2026-11-24T10:00:00.000Z',
  method: 'POST',
  host: 'Shop.example.:8080',
  status: 503,
  reason: 'NoReadyEndpoints',
  ingress: 'shop/web',
};

describe('a status', () => {
  test.each([
    ['404', [404, 404]],
    ['5xx', [500, 599]],
    ['4XX', [400, 499]],
    ['500-504', [500, 504]],
    ['200-200', [200, 200]],
  ])('%s is a range', (text, range) => {
    expect(parseStatusRange(text)).toEqual(range);
  });

  test.each(['', '6xx', '99', '1000', '504-500', '5x', 'xx', '404 ', '-', '4xx-5xx'])(
    '%j is none',
    (text) => {
      expect(parseStatusRange(text)).toBeUndefined();
    },
  );
});

describe('a filter of the log', () => {
  test.each([
    [{ host: 'shop.example' }, true],
    [{ host: 'SHOP.example:443' }, true],
    [{ host: 'example' }, false],
    [{ ingress: 'shop/web' }, true],
    [{ ingress: 'shop/we' }, false],
    [{ status: '5xx' }, true],
    [{ status: '4xx' }, false],
    [{ reason: 'NoReadyEndpoints' }, true],
    [{ reason: 'NoRoute' }, false],
    [{ method: 'post' }, true],
    [{ method: 'GET' }, false],
    [{ host: 'shop.example', status: '404' }, false],
    [{ host: '', ingress: '', status: '', reason: '', method: '' }, true],
  ])('%j lets the row through: %s', (texts, through) => {
    const filter = readLogFilter(texts);
    if ('allowed' in filter) throw new Error(filter.allowed);
    expect(passes(filter, row)).toBe(through);
  });

  test('lets rows without the field asked for not through', () => {
    const bare: LogRow = { time: row.time, status: 400 };
    for (const texts of [{ host: 'a' }, { ingress: 'a/b' }, { reason: 'NoRoute' }, { method: 'GET' }]) {
      const filter = readLogFilter(texts);
      if ('allowed' in filter) throw new Error(filter.allowed);
      expect(passes(filter, bare)).toBe(false);
    }
  });

  test('without conditions is open', () => {
    expect(
      [{}, { host: '' }, { host: 'a' }].map(readLogFilter).map((f) => 'allowed' in f || isOpen(f)),
    ).toEqual([true, true, false]);
  });

  test.each([
    [{ status: 'abc' }, 'status'],
    [{ ingress: 'web' }, 'ingress'],
    [{ ingress: '/web' }, 'ingress'],
  ])('%j says which condition cannot be read', (texts, name) => {
    expect(readLogFilter(texts)).toMatchObject({ name, allowed: expect.any(String) });
  });
});
