import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HostPart } from '../../src/proxy/config/index.ts';
import { defaultDataPlaneSettings } from '../../src/proxy/runtime/data-plane-settings.ts';
import { DataPlaneBench, endpointsPart, getText, httpListener, prefixRoute } from '../support/data-plane.ts';

let bench: DataPlaneBench;
beforeEach(() => {
  bench = new DataPlaneBench();
});
afterEach(() => bench.close());

const refused = { kind: 'respond', status: 503, reason: 'AnnotationRefused' } as const;

/** Serves /api, the rest, and /guarded, which nobody may reach. */
async function serve(pathForwarding: 'normalized' | 'original' = 'normalized'): Promise<void> {
  const routes = [prefixRoute('/api', 'api'), { ...prefixRoute('/guarded', 'rest'), action: refused }];
  const host: HostPart = {
    kind: 'host',
    table: 't',
    virtualHost: { host: 'a.example', routes: [...routes, prefixRoute('/', 'rest')] },
  };
  const settings = { ...defaultDataPlaneSettings, pathForwarding };
  const endpoints = [
    endpointsPart('api', await bench.origin('api')),
    endpointsPart('rest', await bench.origin('rest')),
  ];
  const set = [httpListener('http'), host, ...endpoints, { kind: 'settings', settings } as const];
  await bench.dataPlane.apply({ full: true, set, delete: [] });
}

/** `backend: request line` for a path, or the status of our own answer. */
async function asked(target: string): Promise<string> {
  const client = await bench.connect('http');
  client.send(getText(target, 'a.example', 'Connection: close'));
  const received = await client.untilEnd();
  const status = received.slice(9, 12);
  return status === '200' ? (received.split('\r\n\r\n')[1] ?? '') : status;
}

describe('the path of a request', () => {
  test.each([
    ['rule 107: matched and forwarded in one form', '/x/../api/./a', 'api: GET /api/a HTTP/1.1'],
    ['rule 108: unreserved characters are decoded', '/%61pi/%7e', 'api: GET /api/~ HTTP/1.1'],
    ['rule 108: other escapes are kept, in upper case', '/api/%c3%a9%2c', 'api: GET /api/%C3%A9%2C HTTP/1.1'],
    ['rule 108: nothing is decoded twice', '/%2561pi', 'rest: GET /%2561pi HTTP/1.1'],
    ['rule 109: % without two hex digits', '/api/%4', '400'],
    ['rule 109: % with other digits', '/api/%zz', '400'],
    ['rule 110: %00', '/api/%00', '400'],
    ['rule 111: dot segments, escaped as well', '/x/%2e%2E/api', 'api: GET /api HTTP/1.1'],
    ['rule 111: above the root', '/../api', '400'],
    ['rule 112: empty segments are merged', '//api///a', 'api: GET /api/a HTTP/1.1'],
    ['rule 113: %2F is kept where it changes nothing', '/api/a%2fb', 'api: GET /api/a%2Fb HTTP/1.1'],
    ['rule 113: %2F that a backend may take for a way out', '/api/..%2fx', '400'],
    ['rule 113: %5C that a backend may take for a way in', '/x%5c..%5capi', '400'],
    ['rule 114: a raw backslash', '/api\\x', '400'],
    ['rule 115: parameters that may hide dot segments', '/api/..;/x', '400'],
    ['rule 115: parameters are kept where they change nothing', '/api/a;v=1', 'api: GET /api/a;v=1 HTTP/1.1'],
    ['rule 116: #', '/api#x', '400'],
    ['rule 117: case counts', '/API', 'rest: GET /API HTTP/1.1'],
    [
      'rule 118: the query goes on as it came',
      '/api?a=%2f&&//../%zz',
      'api: GET /api?a=%2f&&//../%zz HTTP/1.1',
    ],
  ])('%s', async (_rule, target, outcome) => {
    await serve();
    expect(await asked(target)).toBe(outcome);
  });
});

describe('a path forwarded as it was written', () => {
  test.each([
    ['/%61pi//x/../%7e?q', 'api: GET /%61pi//x/../%7e?q HTTP/1.1'],
    ['/plain', 'rest: GET /plain HTTP/1.1'],
    ['/a/%zz', '400'],
    ['/guarded', '503'],
  ])('rule 107: %s', async (target, outcome) => {
    await serve('original');
    expect(await asked(target)).toBe(outcome);
  });

  test.each([
    '/%67uarded',
    '//guarded',
    '/x/../guarded',
    '/guarded/../x',
    '/%67uarded/../x',
    '/guarded;a/../x',
    '//guarded/%2e%2e/x',
    '/guarded%2f..%2fx',
  ])('rule 107: %s does not lead past what is guarded', async (target) => {
    await serve('original');
    expect(await asked(target)).toBe('400');
  });
});
