import { beforeEach, describe, expect, test } from 'vitest';
import type { Expirable } from '../../listener/deadlines.ts';
import { BackendRuntime } from '../backend-endpoints.ts';
import { EndpointTable } from '../endpoint-table.ts';
import type { EjectionSettings } from './ejection-settings.ts';
import { EndpointHealth } from './endpoint-health.ts';

const settings: EjectionSettings = {
  ...{ failures: 5, time: 30_000, mostTime: 300_000 },
  ...{ mostShare: 10, panicShare: 50, onStatus: false },
};
const addresses = [1, 2, 3].map((last) => ({ address: `10.0.0.${last}`, port: 80 }));

let now = 0;
let ejections = 0;
let health: EndpointHealth;
let table: EndpointTable;
let backend: BackendRuntime;

beforeEach(() => {
  now = 1000;
  ejections = 0;
  start(settings);
});

function start(given: EjectionSettings): void {
  const onEjected = (): void => {
    ejections += 1;
  };
  const options = { clock: () => now, onEjected };
  health = new EndpointHealth(given, { add: (_item: Expirable) => {} }, options);
  table = new EndpointTable(health);
  backend = add(addresses);
}

function add(endpoints: typeof addresses): BackendRuntime {
  const added = new BackendRuntime(table, (all) => health.available(all));
  added.set(endpoints);
  return added;
}

function first(): (typeof backend.endpoints)[number] {
  const [endpoint] = backend.endpoints;
  if (endpoint === undefined) throw new Error('no endpoint');
  return endpoint;
}

function fail(times: number): void {
  for (let i = 0; i < times; i += 1) first().failed('reset');
}

/** Time passes, as the deadlines tell it. */
function pass(milliseconds: number): void {
  const until = now + milliseconds;
  while (health.deadline <= until) {
    now = health.deadline;
    health.onDeadline();
  }
  now = until;
}

function available(of = backend): number {
  return of.available.length;
}

describe('an endpoint', () => {
  test('is ejected by failures in a row, for a while', () => {
    fail(4);
    expect(available()).toBe(3);
    fail(1);
    expect(available()).toBe(2);
    expect(backend.available).not.toContain(first());
    expect([...health.troubled()]).toEqual([['10.0.0.1 80', 30_000]]);
    expect(ejections).toBe(1);
    pass(29_999);
    expect(available()).toBe(2);
    pass(1);
    expect(available()).toBe(3);
  });

  test('begins to count anew after a success, whatever its status', () => {
    fail(4);
    first().answered(503);
    fail(4);
    expect(available()).toBe(3);
  });

  test('stays out longer each time, up to the longest', () => {
    const outFor = (): number => {
      fail(5);
      const left = health.troubled().get(first().key) ?? 0;
      pass(left);
      return left;
    };
    expect([outFor(), outFor(), outFor()]).toEqual([30_000, 60_000, 90_000]);
    for (let i = 0; i < 8; i += 1) outFor();
    expect(outFor()).toBe(300_000);
  });

  test('is forgiven a step for every ten calm seconds', () => {
    fail(5);
    pass(30_000);
    fail(5);
    pass(60_000 + 10_000);
    fail(5);
    expect(health.troubled().get(first().key)).toBe(60_000);
  });

  test('is ejected by 502, 503 and 504 only where the settings say so', () => {
    for (let i = 0; i < 9; i += 1) first().answered(503);
    expect(available()).toBe(3);
    start({ ...settings, onStatus: true });
    for (let i = 0; i < 5; i += 1) first().answered(503);
    expect(available()).toBe(2);
  });

  test('is never ejected where the settings say so', () => {
    start({ ...settings, failures: 0 });
    fail(50);
    expect(available()).toBe(3);
  });

  test('is avoided for a second once it refused a connection', () => {
    first().failed('connect-failed');
    expect(available()).toBe(2);
    pass(1000);
    expect(available()).toBe(3);
  });

  test('is not to blame where there was no connection left to it', () => {
    for (let i = 0; i < 9; i += 1) first().failed('overloaded');
    expect(available()).toBe(3);
  });

  test('stays ejected when the list of endpoints changes, and in other backends', () => {
    fail(5);
    backend.set(addresses.slice(0, 2));
    expect(available()).toBe(1);
    expect(available(add(addresses))).toBe(2);
  });

  test('begins anew when it comes back after all backends had lost it', () => {
    fail(5);
    const gone = first();
    backend.set(addresses.slice(1));
    table.takeUnused();
    gone.failed('connect-failed');
    backend.set(addresses);
    expect(available()).toBe(3);
    pass(600_000);
    expect(health.deadline).toBe(Number.POSITIVE_INFINITY);
  });

  test('is out as long as checks fail, and nothing is kept once it does well', () => {
    health.checked(first(), false);
    expect(available()).toBe(2);
    expect([...health.troubled()]).toEqual([['10.0.0.1 80', -1]]);
    pass(3_600_000);
    expect(available()).toBe(2);
    health.checked(first(), true);
    expect(available()).toBe(3);
    pass(10_000);
    expect(health.deadline).toBe(Number.POSITIVE_INFINITY);
  });
});

test('other settings hold at once', () => {
  for (const endpoint of backend.endpoints.slice(0, 2)) {
    for (let i = 0; i < 5; i += 1) endpoint.failed('timeout');
  }
  expect(available()).toBe(2);
  health.settings = { ...settings, mostShare: 100, panicShare: 0 };
  expect(available()).toBe(1);
});
