import { expect, test } from 'vitest';
import { takeRows } from './counter-report.ts';
import { CounterTotals } from './counter-totals.ts';
import { sizeBounds, timeBounds } from './histogram.ts';
import { type RequestFigures, RouteCounters } from './route-counters.ts';
import { durationPlace, places, routeKey, routeLabels, rowWidth } from './route-row.ts';

const labels = { namespace: 'shop', ingress: 'web', service: 'app', host: 'a.example', path: '/"x"' };
const key = routeKey(labels);

const figures: RequestFigures = {
  status: 200,
  reason: undefined,
  durationMs: 7,
  headerMs: 6,
  responseMs: 7,
  connectMs: -1,
  requestBytes: 0,
  responseBytes: 2000,
  attempts: 1,
  failures: [],
};

/** What one route counted, as sums. */
function sums(count: (counters: RouteCounters) => void): CounterTotals {
  const dirty: RouteCounters[] = [];
  const counters = new RouteCounters(key, dirty);
  count(counters);
  const totals = new CounterTotals();
  totals.add({ rows: takeRows(dirty), counts: {} }, 10, () => {});
  return totals;
}

function tallies(totals: CounterTotals): Readonly<Record<string, number>> {
  return Object.fromEntries(totals.routes.get(key)?.tallies ?? []);
}

test('a key is the labels, and nothing else', () => {
  expect(routeLabels(key)).toEqual(labels);
});

test('requests are counted by status and method, times by bucket', () => {
  const totals = sums((counters) => {
    counters.count('GET', figures);
    counters.count('GET', { ...figures, status: 404, connectMs: 1500 });
    counters.count('BREW', { ...figures, headerMs: -1, responseMs: -1 });
  });
  expect(tallies(totals)).toEqual({ 'request GET 200': 1, 'request GET 404': 1, 'request other 200': 1 });
  const values = totals.routes.get(key)?.values ?? new Float64Array();
  const bucket = timeBounds.indexOf(0.01);
  expect(values[durationPlace(2) + bucket]).toBe(2);
  expect(values[durationPlace(4) + bucket]).toBe(1);
  expect(values[places.header + bucket]).toBe(2);
  expect(values[places.response + bucket]).toBe(2);
  expect(values[places.connect + timeBounds.indexOf(2.5)]).toBe(1);
  expect(values[places.responseSize + sizeBounds.indexOf(1e4)]).toBe(3);
});

test('attempts, failures and reasons are counted apart', () => {
  const totals = sums((counters) => {
    const failures = ['UpstreamConnectFailed', 'UpstreamReset'];
    counters.count('GET', { ...figures, status: 502, reason: 'UpstreamReset', attempts: 3, failures });
  });
  expect(totals.routes.get(key)?.values[places.retries]).toBe(2);
  expect(tallies(totals)).toEqual({
    'request GET 502': 1,
    'answer UpstreamReset': 1,
    'failure UpstreamConnectFailed': 1,
    'failure UpstreamReset': 1,
  });
});

test('a backend that makes up statuses does not make series without bound', () => {
  const totals = sums((counters) => {
    for (let status = 200; status < 600; status += 1) counters.count('GET', { ...figures, status });
  });
  const names = Object.keys(tallies(totals));
  expect(names.length).toBeLessThan(70);
  expect(names).toContain('request other 5xx');
  expect(Object.values(tallies(totals)).reduce((sum, count) => sum + count)).toBe(400);
});

test('what was told is not told again', () => {
  const dirty: RouteCounters[] = [];
  const counters = new RouteCounters(key, dirty);
  counters.count('GET', figures);
  takeRows(dirty.splice(0));
  expect(dirty).toEqual([]);
  counters.count('POST', figures);
  const { keys, names, figures: told } = takeRows(dirty);
  expect([keys, names]).toEqual([[key], ['request POST 200']]);
  expect(told.slice(-3)).toEqual(new Float64Array([0, rowWidth, 1]));
  const inBuckets = told.filter(
    (_, at) => at % 3 === 2 && told[at - 1] === durationPlace(2) + timeBounds.indexOf(0.01),
  );
  expect([...inBuckets]).toEqual([1]);
});
