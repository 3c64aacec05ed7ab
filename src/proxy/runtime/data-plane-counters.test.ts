import { expect, test } from 'vitest';
import type { Route } from '../../model/index.ts';
import { CounterTotals, routeKey, unrouted } from '../../telemetry/index.ts';
import { messageError } from '../http1/message-error.ts';
import { refusedRecord } from './access-log-line.ts';
import { DataPlaneCounters } from './data-plane-counters.ts';

const client = {
  address: '192.0.2.1',
  port: 4000,
  secure: true,
  publishedPort: 443,
  httpsPort: 443,
  serverName: 'a',
};
const refused = refusedRecord(client, messageError('no Host'), performance.now());

const route: Route = {
  match: { path: { kind: 'prefix', value: '/shop' } },
  action: { kind: 'forward', backends: [{ backend: 'team/app:http', weight: 1 }] },
  origin: { kind: 'Ingress', namespace: 'team', name: 'web' },
};

test('what no route took is counted too, without its host and path', () => {
  const counters = new DataPlaneCounters();
  counters.count(refused);
  const totals = new CounterTotals();
  const report = counters.take(10, 0);
  if (report !== undefined) totals.add(report, 10, () => {});
  expect(totals.counts.get('requests')).toBe(1);
  expect(Object.fromEntries(totals.routes.get(routeKey(unrouted))?.tallies ?? [])).toEqual({
    'request other 400': 1,
    'answer BadRequest': 1,
  });
});

test('a route is counted by Ingress, Service, host and path of the rule', () => {
  const { key } = new DataPlaneCounters().ofRoute('a.example', route);
  expect(JSON.parse(key)).toEqual(['team', 'web', 'app', 'a.example', '/shop']);
});

test('a route that is built anew goes on with the sums it had', () => {
  const counters = new DataPlaneCounters();
  const totals = new CounterTotals();
  for (let count = 0; count < 2; count += 1) {
    counters.ofRoute('a.example', structuredClone(route)).count('GET', refused);
    const report = counters.take(10, 0);
    if (report !== undefined) totals.add(report, 10, () => {});
  }
  expect([...totals.routes.values()].map(({ tallies }) => tallies.get('request GET 400'))).toEqual([2]);
});

test('one message tells of a bounded number of routes, the next of the rest', () => {
  const counters = new DataPlaneCounters();
  for (const host of ['a', 'b', 'c']) counters.ofRoute(host, route).count('GET', refused);
  const told = [counters.take(2, 0), counters.take(2, 0), counters.take(2, 0)];
  expect(told.map((report) => report?.rows.keys.length)).toEqual([2, 1, undefined]);
});

test('lines that the log lost are counted once', () => {
  const counters = new DataPlaneCounters();
  expect(counters.take(10, 7)?.counts).toEqual({ accessLogLinesDropped: 7 });
  expect(counters.take(10, 7)).toBeUndefined();
  expect(counters.take(10, 9)?.counts).toEqual({ accessLogLinesDropped: 2 });
});
