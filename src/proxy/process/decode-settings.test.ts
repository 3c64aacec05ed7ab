import { expect, test } from 'vitest';
import { defaultDataPlaneSettings } from '../runtime/data-plane-settings.ts';
import { isDataPlaneSettings } from './decode-settings.ts';

const good = defaultDataPlaneSettings;

test('settings come through the channel as they were', () => {
  expect(isDataPlaneSettings(JSON.parse(JSON.stringify(good)))).toBe(true);
});

test.each([
  ['nothing', undefined],
  ['a list', []],
  ['no time-outs', { ...good, downstreamTimeouts: undefined }],
  ['one time-out less', { ...good, tunnelTimeouts: { idle: 1 } }],
  ['a time that is no number', { ...good, pool: { ...good.pool, idleTimeout: '4000' } }],
  ['a time before now', { ...good, bounds: { ...good.bounds, age: -1 } }],
  ['no time at all', { ...good, bounds: { ...good.bounds, age: null } }],
  ['a log of another format', { ...good, accessLog: { format: 'xml', sample: 1 } }],
  ['another form of paths', { ...good, pathForwarding: 'raw' }],
  ['a limit less', { ...good, requestLimits: { ...good.requestLimits, head: undefined } }],
  ['another rule for traceparent', { ...good, traceparent: 'drop' }],
  ['proxies that are no ranges', { ...good, trustedProxies: ['10.0.0.0/33'] }],
  ['proxies that are no list', { ...good, trustedProxies: '10.0.0.0/8' }],
  ['no bound on connections', { ...good, connections: { most: 1 } }],
  ['a switch that is a text', { ...good, reasonHeader: 'true' }],
])('settings with %s are refused', (_what, value) => {
  expect(isDataPlaneSettings(value)).toBe(false);
});
