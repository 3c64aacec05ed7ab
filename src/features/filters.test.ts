import { describe, expect, test } from 'vitest';
import { requestWith } from './filter.test-support.ts';
import { compileFilters, describeFilters, isRoutePolicies } from './filters.ts';
import type { RoutePolicies } from './policies.ts';

const all: Required<RoutePolicies> = {
  bodySize: { max: 1000 },
  headers: {
    request: { set: [{ name: 'X-A', value: 'secret' }], remove: ['X-B'] },
    response: { add: [{ name: 'X-C', value: 'secret' }] },
  },
  retries: { most: 2, on: ['error', 503] },
  healthCheck: {
    ...{ path: '/healthz', interval: 10_000, timeout: 2000, status: [200, 399] },
    ...{ unhealthyThreshold: 3, healthyThreshold: 2 },
  },
  rewrite: { kind: 'prefix', prefix: '/a', replacement: '/b' },
  sslRedirect: { status: 308 },
  timeouts: { connect: 5000, response: 1500 },
  affinity: { cookie: 'pod', path: '/' },
  loadBalance: { method: 'hash', by: { kind: 'header', name: 'x-a' } },
  approximation: 'refuse',
};

describe('the filter of a route', () => {
  test('is none where nothing asks for one', () => {
    expect(compileFilters({})).toBeUndefined();
    expect(compileFilters({ timeouts: { idle: 1000 } })).toBeUndefined();
  });

  test('runs what every feature asks for', () => {
    const filter = compileFilters(all);
    const request = requestWith({ path: '/a/x', secure: true, headers: ['X-B', '1'] });
    expect(filter?.onRequest?.(request)).toBeUndefined();
    expect(request).toMatchObject({ path: '/b/x', headers: ['X-A', 'secret'] });
    const response = { status: 200, headers: [] };
    filter?.onResponse?.(response);
    expect(response.headers).toEqual(['X-C', 'secret']);
  });

  test('ends with the first answer', () => {
    const request = requestWith({ path: '/a/x', headers: ['X-B', '1'] });
    expect(compileFilters(all)?.onRequest?.(request)).toMatchObject({ status: 308 });
    expect(request).toMatchObject({ path: '/a/x', headers: ['X-B', '1'] });
  });

  test('has one side only where no feature has the other', () => {
    const { sslRedirect, rewrite } = all;
    expect(compileFilters({ sslRedirect, rewrite })?.onResponse).toBeUndefined();
  });

  test('cannot be made of a pattern that is none', () => {
    const rewrite = { kind: 'pattern', pattern: '(', target: '/' } as const;
    expect(() => compileFilters({ rewrite })).toThrow(SyntaxError);
  });
});

describe('in words', () => {
  test('each feature says what it does, in the order they run, without values', () => {
    const described = describeFilters(all, requestWith({ path: '/a/x', secure: true }));
    expect(described).toEqual([
      { feature: 'bodySize', text: 'a body of at most 1000 bytes' },
      { feature: 'sslRedirect', text: 'came encrypted' },
      { feature: 'rewrite', text: '/a/x becomes /b/x' },
      { feature: 'headers', text: 'removes X-B; sets X-A; adds X-C in the response' },
      { feature: 'timeouts', text: 'connect 5 s, response 1500 ms' },
      { feature: 'retries', text: 'at most 2 other attempts after error, 503' },
      { feature: 'healthCheck', text: 'checked at /healthz every 10 s, 200 to 399 passes' },
      { feature: 'affinity', text: 'cookie pod brings a client back to its pod' },
      { feature: 'loadBalance', text: 'pod chosen by header x-a' },
      { feature: 'approximation', text: 'routed exactly, as the data plane is our own' },
    ]);
  });

  test('an answer is the last word, and the request stays as it was', () => {
    const request = requestWith({ path: '/a/x', httpsPort: 8443 });
    const described = describeFilters(all, request);
    expect(described).toMatchObject([
      { feature: 'bodySize' },
      { feature: 'sslRedirect', text: 'answers 308 to https://a.example:8443/a/x', answer: { status: 308 } },
    ]);
    expect(request).toEqual(requestWith({ path: '/a/x', httpsPort: 8443 }));
  });

  test.each<[RoutePolicies, Parameters<typeof requestWith>[0], string]>([
    [{ sslRedirect: all.sslRedirect }, { httpsPort: undefined }, 'there is no https listener'],
    [
      { sslRedirect: all.sslRedirect },
      { authority: '' },
      'answers 400: the request names no host to send it to',
    ],
    [{ rewrite: all.rewrite }, { path: '/c' }, '/c stays as it is'],
    [
      { rewrite: { kind: 'prefix', prefix: '/', replacement: '/b' } },
      { path: '/..%2Fc' },
      'answers 400: what /..%2Fc becomes is ambiguous',
    ],
  ])('%j on %j: %s', (policies, request, text) => {
    expect(describeFilters(policies, requestWith(request))).toMatchObject([{ text }]);
  });
});

describe('policies', () => {
  test('of every feature may run', () => {
    expect(isRoutePolicies(all)).toBe(true);
    expect(isRoutePolicies({})).toBe(true);
  });

  test.each([
    [null],
    [[]],
    ['text'],
    [{ unknown: {} }],
    [{ constructor: {} }],
    [{ timeouts: { connect: 0 } }],
    [{ timeouts: { connect: '5' } }],
    [{ timeouts: { idle: Number.POSITIVE_INFINITY } }],
    [{ timeouts: { total: 5 } }],
    [{ timeouts: [] }],
    [{ ...all, sslRedirect: { status: 200 } }],
    [{ loadBalance: { method: 'round-robin' } }],
    [{ loadBalance: { method: 'hash' } }],
    [{ loadBalance: { method: 'hash', by: { kind: 'header', name: 'a b' } } }],
    [{ affinity: { cookie: 'pod' } }],
    [{ affinity: { cookie: 'pod', path: '/; Secure' } }],
    [{ affinity: { cookie: 'pod=1', path: '/' } }],
    [{ affinity: { cookie: 'pod', path: '/', maxAge: 0 } }],
    [{ affinity: { cookie: 'pod', path: '/', domain: 'a\r\nb' } }],
    [{ affinity: { cookie: 'pod', path: '/', sameSite: 'none' } }],
    [{ headers: { request: { remove: ['Host'] } } }],
    [{ retries: { most: 6 } }],
    [{ retries: { most: 1.5 } }],
    [{ retries: { on: ['non_idempotent'] } }],
    [{ retries: { on: 'error' } }],
    [{ retries: { forever: true } }],
    [{ healthCheck: { path: '/' } }],
    [{ healthCheck: { ...all.healthCheck, path: '/ HTTP/1.1\r\nX: y' } }],
    [{ healthCheck: { ...all.healthCheck, path: 'healthz' } }],
    [{ healthCheck: { ...all.healthCheck, interval: 1 } }],
    [{ healthCheck: { ...all.healthCheck, status: [200] } }],
  ])('such as %j may not', (policies) => {
    expect(isRoutePolicies(policies)).toBe(false);
  });
});
