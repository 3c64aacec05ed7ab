import { expect, test } from 'vitest';
import type { ServeSettings } from './catalogue.ts';
import { doubtfulProxies } from './doubtful-proxies.ts';

function linesFor(values: Partial<ServeSettings>): readonly string[] {
  return doubtfulProxies({ proxyProtocol: false, trustedProxies: [], ...values });
}

test('trust in everyone is told', () => {
  expect(linesFor({ trustedProxies: ['10.0.0.0/8', '0.0.0.0/0', '::/0'] })).toEqual([
    expect.stringContaining('0.0.0.0/0 and ::/0'),
  ]);
});

test('the PROXY protocol without anyone to trust is told', () => {
  expect(linesFor({ proxyProtocol: true })).toEqual([expect.stringContaining('every connection')]);
});

test.each<Partial<ServeSettings>>([
  {},
  { trustedProxies: ['10.0.0.0/8'] },
  { proxyProtocol: true, trustedProxies: ['10.0.0.1'] },
])('nothing is told of %j', (values) => expect(linesFor(values)).toEqual([]));
