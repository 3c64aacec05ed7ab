import { expect, test } from 'vitest';
import { type Profile, readAnnotations } from '../annotations.ts';

function read(annotations: Record<string, string>, profile: Profile = 'ingress-nginx'): unknown {
  const input = { annotations, namespace: 'shop', profile, sslRedirect: false };
  return readAnnotations({ ...input, findConfigMap: () => undefined }).policiesOf({ tls: false })?.retries;
}

const next = 'nginx.ingress.kubernetes.io/proxy-next-upstream';

test.each([
  ['off', { most: 0 }],
  ['error timeout', { on: ['error', 'timeout'] }],
  ['error  error http_500\thttp_504', { on: ['error', 500, 504] }],
  ['invalid_header', { on: ['invalid-header'] }],
  ['off error', undefined],
  ['error non_idempotent', undefined],
  ['error http_404', undefined],
  ['error http_429', undefined],
  ['Error', undefined],
])('proxy-next-upstream: %s', (text, policy) => {
  expect(read({ [next]: text })).toEqual(policy);
});

test.each([
  ['1', { most: 0 }],
  ['3', { most: 2 }],
  ['0', { most: 5 }],
  ['100', { most: 5 }],
  ['-1', undefined],
])('%s tries', (text, policy) => {
  expect(read({ [`${next}-tries`]: text })).toEqual(policy);
});

test.each([
  ['0', { time: 86_400_000 }],
  ['10', { time: 10_000 }],
  ['10s', undefined],
])('a timeout of %s', (text, policy) => {
  expect(read({ [`${next}-timeout`]: text })).toEqual(policy);
});

test('our own annotation wins, and works in every profile', () => {
  expect(read({ 'sluice.dev/retries': '2', [`${next}-tries`]: '6' })).toEqual({ most: 2 });
  expect(read({ 'sluice.dev/retries': '0' }, 'slb')).toEqual({ most: 0 });
  expect(read({ [`${next}-tries`]: '6' }, 'slb')).toBeUndefined();
});
