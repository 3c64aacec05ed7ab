import { describe, expect, test } from 'vitest';
import type { Route } from '../../../model/index.ts';
import { mapRules } from './map-rules.ts';
import { problemLines, ruleLines, writtenTable } from './written-table.test-support.ts';

type Policies = NonNullable<Route['policies']>;
type Case = readonly [
  what: string,
  routes: readonly string[],
  rules: readonly string[],
  told: readonly string[],
];

const allow = { approximation: 'allow', rulesPerListener: 40 } as const;
const longest = `/${'a'.repeat(79)}`;
const healthCheck = {
  ...{ path: '/healthz', interval: 10_000, timeout: 2000, status: [200, 399] as const },
  ...{ unhealthyThreshold: 3, healthyThreshold: 2 },
};
const shadowed =
  'UnsupportedByProvider: Requests that begin like those of a route of Ingress default/a which the load balancer cannot serve are answered 503: ';

const answers =
  'Ingress default/b answers requests of this Ingress that the load balancer cannot tell from its own: ';

describe('what the load balancer cannot do', () => {
  const lacks = (what: string): string =>
    `a UnsupportedByProvider: The load balancer has no ${what}, so the routes are not served: `;

  test.each<Case>([
    [
      'an expression is answered 503, with all that begins like it',
      ['a: ~ a.example/v[0-9]+/ > tea', 'a: a.example/ > milk'],
      ['a.example > milk', 'a.example/v > 503'],
      [
        `${lacks('regular expressions')}a.example/v[0-9]+/. Use a plain path.`,
        `a ${shadowed}a.example/v and longer.`,
      ],
    ],
    [
      'it takes nothing from another Ingress, which gets its requests',
      ['a: ~ a.example/v[0-9]+/ > tea', 'b: a.example/ > milk'],
      ['a.example > milk'],
      [
        `${lacks('regular expressions')}a.example/v[0-9]+/. Use a plain path.`,
        `a UnsupportedByProvider: ${answers}a.example/v[0-9]+/ goes to default/milk:80.`,
      ],
    ],
    [
      'nor from an exact path of another before it',
      ['b: = a.example/v/ > milk', 'a: ~ a.example/v > tea'],
      ['a.example/v > 503', 'a.example/v/ > milk'],
      [
        `${lacks('regular expressions')}a.example/v. Use a plain path.`,
        `a UnsupportedByProvider: ${answers}a.example/v goes to default/milk:80.`,
        'b ApproximatedByProvider: The load balancer takes every path that begins with that of a rule: a.example/v/bar goes to default/milk:80 instead of 404.',
      ],
    ],
    [
      'where routes of both begin alike it is not served, and what is plain is',
      ['a: ~ a.example/v[0-9]+/ > tea', 'a: a.example/v > pot', 'b: a.example/ > milk'],
      ['a.example > milk', 'a.example/v/ > 503'],
      [
        `${lacks('regular expressions')}a.example/v[0-9]+/. Use a plain path.`,
        `a UnsupportedByProvider: ${answers}a.example/v[0-9]+/ goes to default/milk:80.`,
        `a UnsupportedByProvider: ${answers}a.example/v, like a.example/vbar, goes to default/milk:80 instead of default/pot:80. ${'Put the rules of both into one Ingress, or give this one another host or another instance.'}`,
        `a ${shadowed}a.example/v/ and longer.`,
      ],
    ],
    [
      'a default backend is nobody of whom anything could be taken, and takes nothing',
      ['a: ~ a.example/v[0-9]+/ > tea', 'a: a.example/w > milk', 'b: default > pot'],
      ['a.example > pot', 'a.example/v > 503', 'a.example/w > milk', 'default > pot'],
      [
        `${lacks('regular expressions')}a.example/v[0-9]+/. Use a plain path.`,
        `b ${shadowed}a.example/v and longer.`,
        'a+b ApproximatedByProvider: The load balancer takes every path that begins with that of a rule: a.example/wbar goes to default/milk:80 instead of default/pot:80.',
      ],
    ],
    [
      'an exact path before an expression is served where it can be told from it',
      ['a: = a.example/v/ > milk', 'a: ~ a.example/v[0-9] > tea'],
      ['a.example/v > 503'],
      [
        `${lacks('regular expressions')}a.example/v[0-9]. Use a plain path.`,
        `a ${shadowed}a.example/v/ and longer.`,
      ],
    ],
    [
      'an expression in any case is told by less',
      ['a: ~ a.example/(?i)v/x > tea', 'a: a.example/w > milk'],
      ['a.example > 503'],
      [
        `${lacks('regular expressions')}a.example/(?i)v/x. Use a plain path.`,
        `a ${shadowed}a.example/w and longer; a.example/w/ and longer.`,
      ],
    ],
    [
      'a character no Url may have',
      ['a: a.example/my_app > tea'],
      ['a.example/my > 503'],
      [
        `${lacks('paths with characters other than letters, digits and -/.%, or of more than 80')}a.example/my_app. Use a plain path.`,
      ],
    ],
    [
      'a path longer than a Url',
      [`a: a.example${longest}a > tea`],
      [`a.example${longest} > 503`],
      [
        `${lacks('paths with characters other than letters, digits and -/.%, or of more than 80')}a.example${longest}a. Use a plain path.`,
      ],
    ],
  ])('%s', (_, routes, rules, told) => {
    const wanted = mapRules(writtenTable(routes), allow);
    expect(ruleLines(wanted)).toEqual(rules);
    expect(problemLines(wanted)).toEqual(told);
  });

  test('conditions on more than the path', () => {
    const { routing, owners } = writtenTable(['a: a.example/foo > tea', 'a: a.example/ > milk']);
    const [host] = routing.hosts;
    const [first, ...others] = host?.routes ?? [];
    if (host === undefined || first === undefined) throw new Error('no route');
    const match = {
      ...first.match,
      method: 'POST',
      query: [{ name: 'q', kind: 'exact', value: '1' }],
    } as const;
    const hosts = [{ ...host, routes: [{ ...first, match }, ...others] }];
    const wanted = mapRules({ routing: { hosts }, owners }, allow);
    expect(ruleLines(wanted)).toEqual(['a.example > milk', 'a.example/foo > 503']);
    expect(problemLines(wanted)[0]).toBe(
      `${lacks('conditions on methods and query parameters')}a.example/foo. Use a plain path.`,
    );
  });

  test.each<[Policies, string, string]>([
    [
      { rewrite: { kind: 'path', path: '/' } },
      'rewrites of the path',
      'Let the pods take the path as clients send it.',
    ],
    [{ headers: { request: { remove: ['x-a'] } } }, 'changes of header fields', 'Let the pods set them.'],
  ])('%j changes what a backend gets, so it is not served', (policies, what, instead) => {
    const wanted = mapRules(writtenTable(['a: a.example/ > tea'], { a: policies }), allow);
    expect(ruleLines(wanted)).toEqual(['a.example > 503']);
    expect(problemLines(wanted)).toEqual([`${lacks(what)}a.example/. ${instead}`]);
  });

  test.each<[Policies, string]>([
    [{ timeouts: { response: 1000 } }, 'timeouts of one route'],
    [{ retries: { most: 1 } }, 'retries'],
    [{ affinity: { cookie: 'pod', path: '/' } }, 'affinity cookies'],
    [{ bodySize: { max: 10 } }, 'limits on the size of bodies'],
    [{ loadBalance: { method: 'least-requests' } }, 'ways to choose a pod'],
    [{ healthCheck }, 'health checks of one route'],
  ])('%j is left out, or refused', (policies, what) => {
    const routes = ['a: a.example/ > tea'];
    const wanted = mapRules(writtenTable(routes, { a: policies }), allow);
    expect(ruleLines(wanted)).toEqual(['a.example > tea']);
    const [told = ''] = problemLines(wanted);
    expect(told).toMatch(`a ApproximatedByProvider: The load balancer has no ${what}: a.example/. `);
    const refused = mapRules(writtenTable(routes, { a: { ...policies, approximation: 'refuse' } }), allow);
    expect(ruleLines(refused)).toEqual(['a.example > 503']);
    expect(problemLines(refused)).toEqual([
      `a UnsupportedByProvider: The load balancer has no ${what}, and approximation is refused, so the routes are not served: a.example/.`,
    ]);
  });

  test('what asks for nothing is no problem', () => {
    const policies: Policies = { bodySize: { max: 0 }, approximation: 'refuse' };
    expect(problemLines(mapRules(writtenTable(['a: a.example/ > tea'], { a: policies }), allow))).toEqual([]);
  });
});

describe('redirects to HTTPS', () => {
  const sslRedirect = { status: 308 } as const;
  const routes = ['a: a.example/ > tea', 'a: a.example/gone > 503', 'b: b.example/ > milk'];

  test('are for the listener, where every route that leads anywhere asks for them', () => {
    const wanted = mapRules(writtenTable(routes, { a: { sslRedirect }, b: { sslRedirect } }), allow);
    expect(wanted.redirectsHttp).toBe(true);
    expect(wanted.problems).toEqual([]);
  });

  test('of some are left out', () => {
    const wanted = mapRules(writtenTable(routes, { a: { sslRedirect } }), allow);
    expect(wanted.redirectsHttp).toBe(false);
    expect(problemLines(wanted)[0]).toMatch(
      'a ApproximatedByProvider: The load balancer has no redirects to HTTPS for some routes only: a.example/; a.example/gone. ',
    );
  });

  test('of some are no matter where an annotation asks the listener for them', () => {
    const cloud = { instance: {}, listener: { 'forward-port': '80:443' } };
    const wanted = mapRules({ ...writtenTable(routes, { a: { sslRedirect } }), cloud }, allow);
    expect(wanted.redirectsHttp).toBe(true);
    expect(wanted.problems).toEqual([]);
  });

  test('are not for a listener without routes', () => {
    expect(mapRules(writtenTable([]), allow).redirectsHttp).toBe(false);
  });
});

test('a message has three examples at most', () => {
  const routes = [1, 2, 3, 4, 5].map((n) => `a: h${n}.example/ > tea`);
  const wanted = mapRules(writtenTable(routes, { a: { retries: { most: 1 } } }), allow);
  expect(problemLines(wanted)).toEqual([
    'a ApproximatedByProvider: The load balancer has no retries: h1.example/; h2.example/; h3.example/; and 2 more. The load balancer retries as it sees fit.',
  ]);
});
