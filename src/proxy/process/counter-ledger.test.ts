import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CounterTotals,
  durationPlace,
  otherRoutes,
  RouteCounters,
  routeKey,
  takeRows,
  timeBounds,
} from '../../telemetry/index.ts';
import { CounterLedger } from './counter-ledger.ts';

const figures = {
  status: 200,
  reason: undefined,
  headerMs: -1,
  responseMs: -1,
  connectMs: -1,
  durationMs: 4000,
  requestBytes: 3,
  responseBytes: 0,
  attempts: 1,
  failures: [],
};

/** A worker that counts, in small. */
class Worker {
  readonly dirty: RouteCounters[] = [];
  readonly #routes = new Map<string, RouteCounters>();
  /** Requests not told yet, by route. */
  untold = new Map<string, number>();

  request(route: string): void {
    const counters = this.#routes.get(route) ?? new RouteCounters(route, this.dirty);
    this.#routes.set(route, counters);
    counters.count('GET', figures);
    this.untold.set(route, (this.untold.get(route) ?? 0) + 1);
  }

  /** Tells of some routes. */
  beat(ledger: CounterLedger, most: number): readonly (readonly [string, number])[] {
    const taken = this.dirty.splice(0, most);
    const told = taken.map(({ key }) => [key, this.untold.get(key) ?? 0] as const);
    for (const { key } of taken) this.untold.delete(key);
    ledger.add({ rows: takeRows(taken), counts: {} });
    return told;
  }
}

/** The control process: what it has been told. */
class Reader {
  totals = new CounterTotals();

  read(ledger: CounterLedger, messages = Number.POSITIVE_INFINITY): void {
    for (let left = messages; left > 0; left -= 1) {
      const message = ledger.take(() => ({}));
      if (message === undefined) return;
      if (message.fresh) this.totals = new CounterTotals();
      this.totals.put(structuredClone(message.report));
    }
  }

  requests(route: string): number {
    return this.totals.routes.get(route)?.tallies.get('request GET 200') ?? 0;
  }
}

const routes = ['a', 'b', 'c'].map((name) => routeKey({ ...otherRoutes, ingress: name }));

const step = fc.oneof(
  fc.record({ do: fc.constant('request' as const), worker: fc.nat(1), route: fc.constantFrom(...routes) }),
  fc.record({ do: fc.constant('beat' as const), worker: fc.nat(1), most: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('death' as const), worker: fc.nat(1) }),
  fc.record({ do: fc.constant('read' as const), messages: fc.nat(2) }),
  fc.record({ do: fc.constant('control restart' as const) }),
);

describe('the sums of all workers', () => {
  test('are what was told, whatever dies when, and never go down', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const ledger = new CounterLedger();
        const workers = [new Worker(), new Worker()];
        const truth = new Map<string, number>();
        let reader = new Reader();
        const seen = new Map<string, number>();
        const tell = (index: number, most: number): void => {
          for (const [route, count] of workers[index]?.beat(ledger, most) ?? [])
            truth.set(route, (truth.get(route) ?? 0) + count);
        };
        for (const one of steps) {
          if (one.do === 'request') workers[one.worker]?.request(one.route);
          if (one.do === 'beat') tell(one.worker, one.most);
          if (one.do === 'death') {
            workers[one.worker] = new Worker();
            ledger.end(one.worker);
          }
          if (one.do === 'read') reader.read(ledger, one.messages);
          if (one.do !== 'control restart') continue;
          reader = new Reader();
          ledger.renew();
          reader.read(ledger);
          for (const route of routes) {
            expect(reader.requests(route)).toBeGreaterThanOrEqual(seen.get(route) ?? 0);
            seen.set(route, reader.requests(route));
          }
        }
        reader.read(ledger);
        for (const route of routes) expect(reader.requests(route)).toBe(truth.get(route) ?? 0);
        for (const route of routes) {
          const place = durationPlace(2) + timeBounds.indexOf(5);
          expect(reader.totals.routes.get(route)?.values[place] ?? 0).toBe(truth.get(route) ?? 0);
        }
      }),
    );
  });

  test('of routes beyond the limit are one', () => {
    const ledger = new CounterLedger();
    const reader = new Reader();
    ledger.keep(2, []);
    const worker = new Worker();
    for (const route of routes) for (let count = 0; count < 2; count += 1) worker.request(route);
    worker.beat(ledger, 10);
    worker.request(routes[2] ?? '');
    worker.request(routes[0] ?? '');
    worker.beat(ledger, 10);
    reader.read(ledger);
    expect(routes.map((route) => reader.requests(route))).toEqual([3, 2, 0]);
    expect(reader.requests(routeKey(otherRoutes))).toBe(3);
  });

  test('begin anew for a route that was forgotten', () => {
    const ledger = new CounterLedger();
    const worker = new Worker();
    worker.request(routes[0] ?? '');
    worker.beat(ledger, 10);
    ledger.keep(10, routes);
    worker.request(routes[0] ?? '');
    worker.beat(ledger, 10);
    const reader = new Reader();
    reader.read(ledger);
    expect(reader.requests(routes[0] ?? '')).toBe(1);
  });
});

test('gauges are those of workers that live', () => {
  const ledger = new CounterLedger();
  ledger.setGauges(1, { memory: 5 });
  ledger.setGauges(2, { memory: 6 });
  ledger.end(1);
  expect(ledger.take(() => ({ memory: 9 }))?.gauges).toEqual([
    { process: 'supervisor', gauges: { memory: 9 } },
    { process: 'worker', worker: 2, gauges: { memory: 6 } },
  ]);
  expect(ledger.take(() => ({}))).toBeUndefined();
});
