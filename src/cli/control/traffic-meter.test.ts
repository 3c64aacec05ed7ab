import { afterEach, describe, expect, test } from 'vitest';
import { labelsOfRoute } from '../../proxy/index.ts';
import {
  durationPlace,
  observe,
  type RouteTotals,
  routeKey,
  rowWidth,
  timeBounds,
} from '../../telemetry/index.ts';
import type { PlacedRoute } from './route-rows.ts';
import { TrafficMeter } from './traffic-meter.ts';

const origin = { kind: 'Ingress', namespace: 'shop', name: 'web' };
const placed: PlacedRoute = {
  balancer: {
    id: 'managed',
    instance: { kind: 'managed' },
    listeners: [],
    certificates: [],
    routing: { hosts: [] },
    owners: [],
  },
  host: 'shop.example',
  route: {
    match: { path: { kind: 'prefix', value: '/' } },
    action: { kind: 'forward', backends: [{ backend: 'shop/web:80', weight: 1 }] },
    origin,
  },
};

const meters: TrafficMeter[] = [];
afterEach(() => {
  for (const meter of meters.splice(0)) meter.close();
});

/** Counters of one route, a clock, and a meter that watches them. */
function watched() {
  const totals: RouteTotals = { values: new Float64Array(rowWidth), tallies: new Map() };
  const routes = new Map<string, RouteTotals>();
  let now = 0;
  const meter = new TrafficMeter(() => ({ routes }), { now: () => now });
  meters.push(meter);
  return {
    meter,
    routes,
    count(status: number, ms: number, times = 1): void {
      routes.set(routeKey(labelsOfRoute(placed.host, placed.route)), totals);
      const place = durationPlace(Math.floor(status / 100));
      for (let one = 0; one < times; one += 1) observe(totals.values, place, timeBounds, ms / 1000);
    },
    pass(seconds: number): void {
      for (let second = 0; second < seconds; second += 10) {
        now += 10_000;
        meter.note();
      }
    },
  };
}

describe('the traffic of a route', () => {
  test('is not there before a request', () => {
    expect(watched().meter.of(placed)).toBeUndefined();
  });

  test('counts requests, and those that failed', () => {
    const { meter, count } = watched();
    count(200, 4, 90);
    count(404, 4, 5);
    count(503, 4, 5);
    const traffic = meter.of(placed);
    expect(traffic?.total).toMatchObject({ requests: 100, errors: 5 });
    expect(traffic?.lastMinute).toEqual(traffic?.total);
    expect(meter.all()).toEqual(traffic);
  });

  test('knows how long requests took, within the bounds of their bucket', () => {
    const { meter, count } = watched();
    count(200, 4, 98);
    count(200, 700, 2);
    const { p50Ms = 0, p99Ms = 0 } = meter.of(placed)?.total ?? {};
    expect(p50Ms).toBeGreaterThan(2.5);
    expect(p50Ms).toBeLessThanOrEqual(5);
    expect(p99Ms).toBeGreaterThan(500);
    expect(p99Ms).toBeLessThanOrEqual(1000);
  });

  test('of the last minute leaves out what is older', () => {
    const { meter, count, pass } = watched();
    count(200, 4, 10);
    pass(70);
    count(500, 4, 3);
    expect(meter.of(placed)?.lastMinute).toMatchObject({ requests: 3, errors: 3 });
    expect(meter.of(placed)?.total).toMatchObject({ requests: 13, errors: 3 });
    pass(70);
    expect(meter.of(placed)?.lastMinute).toEqual({ requests: 0, errors: 0 });
  });

  test('begins anew where the route was gone', () => {
    const { meter, routes, count, pass } = watched();
    count(200, 4, 10);
    pass(10);
    for (const { values } of routes.values()) values.fill(0);
    count(200, 4, 2);
    expect(meter.of(placed)?.lastMinute.requests).toBe(2);
  });
});
