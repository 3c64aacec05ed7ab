import { expect, test } from 'vitest';
import type { LoadBalancer, Route } from '../../model/index.ts';
import { CounterTotals, otherRoutes, RouteCounters, routeKey, takeRows } from '../../telemetry/index.ts';
import { RouteSeriesList } from './route-series.ts';

const figures = {
  status: 200,
  reason: undefined,
  durationMs: 1,
  headerMs: -1,
  responseMs: -1,
  connectMs: -1,
  requestBytes: 0,
  responseBytes: 0,
  attempts: 1,
  failures: [],
};

function labels(path: string): string {
  return routeKey({ namespace: 'shop', ingress: 'web', service: 'app', host: 'a.example', path });
}

function described(programmed: boolean, ...paths: readonly string[]): Parameters<RouteSeriesList['list']>[0] {
  const routes = paths.map(
    (value): Route => ({
      match: { path: { kind: 'prefix', value } },
      action: { kind: 'forward', backends: [{ backend: 'shop/app:80', weight: 1 }] },
      origin: { kind: 'Ingress', namespace: 'shop', name: 'web' },
    }),
  );
  const balancer: LoadBalancer = {
    id: 'managed',
    instance: { kind: 'managed' },
    listeners: [],
    certificates: [],
    routing: { hosts: [{ host: 'a.example', routes }] },
    owners: [],
  };
  return {
    settled: true,
    loadBalancers: [balancer],
    answers: [{ loadBalancer: 'managed', programmed, problems: [] }],
  };
}

/** A link that holds sums of some routes, and does what it is told. */
function linkWith(...keys: readonly string[]) {
  const totals = new CounterTotals();
  const dirty: RouteCounters[] = [];
  for (const key of keys) new RouteCounters(key, dirty).count('GET', figures);
  totals.add({ rows: takeRows(dirty), counts: {} }, 100, () => {});
  const told: (readonly [number, readonly string[]])[] = [];
  return {
    told,
    counters: () => totals,
    keepCounters: (most: number, forget: readonly string[]): void => {
      told.push([most, forget]);
      totals.forget(forget);
    },
  };
}

test('series are those of routes that exist, and the sums of others', () => {
  const link = linkWith(labels('/'), labels('/gone'), routeKey(otherRoutes));
  const list = new RouteSeriesList(link);
  const paths = list.list(described(true, '/', '/new')).map((series) => series.labels.path);
  expect(paths).toEqual(['/', '']);
});

test('the sums of routes that are gone are dropped once', () => {
  const link = linkWith(labels('/'), labels('/gone'));
  const list = new RouteSeriesList(link);
  list.prune(described(true, '/'), 5);
  list.prune(described(true, '/'), 5);
  expect(link.told).toEqual([[5, [labels('/gone')]]]);
  list.prune(described(true, '/'), 6);
  expect(link.told.at(-1)).toEqual([6, []]);
});

test('nothing is dropped while a load balancer goes on with the routes it had', () => {
  const link = linkWith(labels('/'));
  const list = new RouteSeriesList(link);
  list.prune(described(false, '/new'), 5);
  expect(list.list(described(false, '/new'))).toHaveLength(1);
  expect(link.told).toEqual([[5, []]]);
});
