import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Route, RoutingTable } from '../../model/index.ts';
import type { RequestHead } from '../forward/request.ts';
import { ProgrammedRoute } from '../runtime/route-runtime.ts';
import { TableRuntime } from '../runtime/table-runtime.ts';
import { BackendRuntime } from '../upstream/backend-endpoints.ts';
import { EndpointTokens } from '../upstream/selection/endpoint-tokens.ts';
import { compileHost } from './compile-host.ts';
import { requestWith, routeFor } from './route.test-support.ts';
import { createMatchTracer, type TracedRequest, traceMatch } from './trace-match.ts';

function tableOf(hosts: Readonly<Record<string, readonly Route[]>>, fallback?: Route): RoutingTable {
  const list = Object.entries(hosts).map(([host, routes]) => ({ host, routes }));
  return fallback === undefined ? { hosts: list } : { hosts: list, fallback };
}

function ask(authority: string, path: string, parts: Parameters<typeof requestWith>[0] = {}): TracedRequest {
  return { ...requestWith(parts), authority, path };
}

describe('the trace of a match', () => {
  const tea = routeFor('/tea');
  const all = routeFor('/');
  const table = tableOf({ 'a.example': [tea, all], '*.b.example': [tea], '*': [tea] });

  test.each([
    ['a.example', 'exact', 'a.example'],
    ['A.example.:80', 'exact', 'a.example'],
    ['x.b.example', 'wildcard', '*.b.example'],
    ['x.y.b.example', 'any', '*'],
    ['', 'any', '*'],
  ])('says by which entry host %j was found', (authority, hostEntry, host) => {
    const trace = traceMatch(table, ask(authority, '/tea'));
    expect(trace).toMatchObject({ outcome: 'route', hostEntry, virtualHost: { host }, route: tea });
  });

  test('says why each candidate was not taken', () => {
    const routes = [
      routeFor('= /tea/green'),
      routeFor('/tea', { method: 'PUT' }),
      routeFor('/tea', { headers: [{ name: 'x-a', kind: 'exact', value: '1' }] }),
      routeFor('/tea', { query: [{ name: 'q', kind: 'exact', value: '1' }] }),
      tea,
      all,
    ];
    const trace = traceMatch(tableOf({ '*': routes }), ask('h', '/tea/black'));
    expect(trace.route).toBe(tea);
    expect(trace.candidates.map(({ place, failed }) => [place, failed])).toEqual([
      [0, [{ on: 'path' }]],
      [1, [{ on: 'method' }]],
      [2, [{ on: 'header', name: 'x-a' }]],
      [3, [{ on: 'query', name: 'q' }]],
      [4, []],
      [5, []],
    ]);
  });

  test('lists at most 50 candidates, the winner and what fits first, and counts the rest', () => {
    const routes = [...Array.from({ length: 500 }, (_, index) => routeFor(`/no/${index}`)), tea, all];
    const { candidates, leftOut } = traceMatch(tableOf({ '*': routes }), ask('h', '/tea'));
    expect(candidates).toHaveLength(50);
    expect(leftOut).toBe(452);
    expect(candidates.slice(-2).map(({ route }) => route)).toEqual([tea, all]);
  });

  test('shows which reading of an ambiguous path leads elsewhere', () => {
    const trace = traceMatch(table, ask('a.example', '/x%2F..%2Ftea'));
    expect(trace).toMatchObject({
      outcome: 'ambiguous',
      route: all,
      otherReading: { path: '/tea', route: tea },
    });
  });

  test('takes the fallback where no host and no path does', () => {
    const fallback = routeFor('/');
    const trace = traceMatch(tableOf({ 'a.example': [tea] }, fallback), ask('a.example', '/coffee'));
    expect(trace).toMatchObject({ outcome: 'route', fallback: true, hostEntry: 'exact' });
    expect(trace.route).toBe(fallback);
  });

  test.each([
    ['a example', '/', 'no-host'],
    ['a.example', '/%', 'no-path'],
    ['a.example', '*', 'options'],
    ['nobody.example', '/', 'no-route'],
  ])('of host %j and path %j ends in %s', (authority, path, outcome) => {
    const { outcome: found } = traceMatch(tableOf({ 'a.example': [all] }), ask(authority, path));
    expect(found).toBe(outcome);
  });
});

describe('the tracer', () => {
  const path = fc
    .tuple(
      fc.array(fc.constantFrom('a', 'b', 'aa', '%2F', '%5C', '..', 'b;x'), { maxLength: 4 }),
      fc.boolean(),
    )
    .map(([parts, slash]) => `/${parts.join('/')}${slash ? '/' : ''}`);
  const value = fc.record({
    name: fc.constantFrom('x', 'y'),
    kind: fc.constantFrom('exact' as const, 'regex' as const),
    value: fc.constantFrom('1', '2'),
  });
  const conditions = fc.oneof(
    fc.constant({}),
    fc.record(
      {
        method: fc.constantFrom('GET', 'POST'),
        headers: fc.array(value, { maxLength: 2 }),
        query: fc.array(value, { maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
  );
  const route = fc
    .tuple(fc.constantFrom('', '', '= ', '~ '), path, conditions)
    .map(([kind, text, more]) => routeFor(kind + text, more));
  const hosts = fc.dictionary(
    fc.constantFrom('a.example', '*.example', 'b.a.example', '*'),
    fc.array(route, { maxLength: 6 }),
  );
  const table = fc
    .tuple(hosts, fc.option(route, { nil: undefined }))
    .map(([record, fallback]) => tableOf(record, fallback));
  const request = fc.record({
    method: fc.constantFrom('GET', 'POST'),
    authority: fc.constantFrom('a.example', 'A.example.:81', 'b.a.example', 'c.example', 'other', '', 'a b'),
    path: fc.oneof(path, fc.constantFrom('*', '/%zz', '/../..')),
    x: fc.constantFrom('1', '2'),
    y: fc.constantFrom('1', '2'),
  });

  test('decides on any request as the data plane does', () => {
    fc.assert(
      fc.property(table, fc.array(request, { minLength: 1, maxLength: 5 }), (routing, requests) => {
        const trace = createMatchTracer(routing);
        const { runtime, routeOf } = program(routing);
        for (const { method, authority, path: asked, x, y } of requests) {
          const head = headOf(method, authority, asked, x, y);
          const decision = runtime.decide(head);
          const facts = requestWith({ method, query: `x=${x}&y=${y}`, headers: { x, y } });
          const { outcome, route: found, candidates } = trace({ ...facts, authority, path: asked });
          expect(statusOf(outcome)).toBe(
            decision.route === undefined && decision.kind === 'answer' ? decision.status : 'route',
          );
          if (outcome !== 'route') continue;
          expect(found).toBe(decision.route && routeOf.get(decision.route));
          if (candidates.some((candidate) => candidate.route === found)) {
            const first = candidates.find(({ failed }) => failed.length === 0);
            expect(first?.route).toBe(found);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });
});

function program(routing: RoutingTable): { runtime: TableRuntime; routeOf: Map<unknown, Route> } {
  const runtime = new TableRuntime();
  const routeOf = new Map<unknown, Route>();
  const selection = { tokens: new EndpointTokens(), backend: () => new BackendRuntime() };
  const take = (route: Route): ProgrammedRoute => {
    const programmed = new ProgrammedRoute(route, neverCounted, selection);
    routeOf.set(programmed, route);
    return programmed;
  };
  for (const virtualHost of routing.hosts)
    runtime.hosts.set(virtualHost.host, compileHost(virtualHost, take));
  if (routing.fallback !== undefined) runtime.fallback = take(routing.fallback);
  return { runtime, routeOf };
}

/** Routes look their counters up when a request ends; here none does. */
function neverCounted(): never {
  throw new Error('nothing is counted here');
}

function headOf(method: string, authority: string, path: string, x: string, y: string): RequestHead {
  return {
    method,
    authority,
    path,
    query: `?x=${x}&y=${y}`,
    headers: ['X', x, 'Y', y],
    bodyLength: 0,
    expectContinue: false,
    takesTrailers: false,
    upgrade: undefined,
    protocol: 'HTTP/1.1',
  };
}

function statusOf(outcome: ReturnType<typeof traceMatch>['outcome']): number | 'route' {
  switch (outcome) {
    case 'route':
      return 'route';
    case 'no-route':
      return 404;
    case 'options':
      return 204;
    case 'ambiguous':
    case 'no-host':
    case 'no-path':
      return 400;
  }
}
