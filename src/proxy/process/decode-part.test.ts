import { describe, expect, test } from 'vitest';
import { type EncodedPart, encodePart, type Part } from '../config/index.ts';
import { decodePart } from './decode-part.ts';

const route = {
  match: { path: { kind: 'prefix', value: '/' }, headers: [{ name: 'x', kind: 'exact', value: '1' }] },
  action: { kind: 'forward', backends: [{ backend: 'shop/web:80', weight: 1 }] },
  origin: { kind: 'Ingress', namespace: 'shop', name: 'web' },
} as const;
const governed = {
  ...route,
  match: { path: { kind: 'regex', value: '/a', ignoreCase: true } },
  policies: {
    headers: { request: { remove: ['X-A'] } },
    rewrite: { kind: 'prefix', prefix: '/a', replacement: '/b' },
    sslRedirect: { status: 308 },
    timeouts: { connect: 100 },
  },
} as const;
const respond = { ...route, action: { kind: 'respond', status: 503, reason: 'ServiceNotFound' } } as const;

const parts: readonly Part[] = [
  {
    kind: 'listener',
    id: 'lb-1/443',
    address: '::1',
    port: 8443,
    publishedPort: 443,
    protocol: 'https',
    table: 'lb-1',
    defaultCertificate: 'c',
  },
  { kind: 'host', table: 'lb-1', virtualHost: { host: 'a.example', routes: [route, respond, governed] } },
  { kind: 'fallback', table: 'lb-1', route },
  { kind: 'endpoints', backend: 'shop/web:80', endpoints: [{ address: '10.0.0.1', port: 8080 }] },
  { kind: 'certificate', id: 'c', certificate: 'PEM', key: 'PEM' },
  { kind: 'server-name', table: 'lb-1', host: '*.example', certificate: 'c' },
  { kind: 'ticket-keys', keys: Buffer.alloc(48).toString('base64') },
  { kind: 'affinity-key', key: Buffer.alloc(32).toString('base64') },
];

describe.each(parts)('a $kind part', (part) => {
  test('is read as it was written', () => {
    expect(decodePart(encodePart(part))).toEqual(part);
  });

  test('is refused without any one of its fields', () => {
    for (const field of Object.keys(part)) {
      if (field === 'defaultCertificate') continue;
      const { [field]: _, ...rest } = { ...part } as Record<string, unknown>;
      const encoded: EncodedPart = { ...encodePart(part), text: JSON.stringify(rest) };
      expect(() => decodePart(encoded), field).toThrow(/malformed/);
    }
  });

  test('is refused under the key of another', () => {
    expect(() => decodePart({ ...encodePart(part), key: 'other' })).toThrow('content of another key');
  });
});

test.each([
  ['a path without a kind', { ...route, match: { path: { value: '/' } } }],
  ['an unknown action', { ...route, action: { kind: 'dance' } }],
  ['a negative weight', { ...route, action: { kind: 'forward', backends: [{ backend: 'b', weight: -1 }] } }],
  ['a header match without a name', { ...route, match: { ...route.match, headers: [{ kind: 'exact' }] } }],
  ['no origin', { ...route, origin: undefined }],
  ['a policy of no feature', { ...route, policies: { dance: {} } }],
  ['a policy that is none', { ...route, policies: { sslRedirect: {} } }],
  [
    'a field that would frame the message',
    { ...route, policies: { headers: { response: { remove: ['Host'] } } } },
  ],
  ['policies that are none', { ...route, policies: [] }],
  ['a flag that is none', { ...route, match: { path: { kind: 'regex', value: '/', ignoreCase: 'yes' } } }],
])('a route with %s is refused', (_, bad) => {
  const text = JSON.stringify({ kind: 'fallback', table: 't', route: bad });
  expect(() => decodePart({ key: 'fallback/t', hash: '', text })).toThrow('part fallback/t is malformed');
});

test('text that is no JSON is refused without being quoted', () => {
  expect(() => decodePart({ key: 'certificate/c', hash: '', text: 'BEGIN KEY' })).toThrow(
    'part certificate/c is not JSON',
  );
});
