import { describe, expect, test } from 'vitest';
import type { BackendRuntime } from '../backend-endpoints.ts';
import { ConsistentHash } from './consistent-hash.ts';
import { compileKey } from './request-key.ts';
import {
  addresses,
  backendOf,
  endpointAt,
  keyOf,
  pickRequest,
  picks,
  sigma,
  tally,
} from './selection.test-support.ts';

const keys = 10_000;

function byTenant(backend: BackendRuntime): ConsistentHash {
  return new ConsistentHash(backend, compileKey({ kind: 'header', name: 'x-tenant' }), backend.inTurn);
}

function tenant(name: string) {
  return pickRequest({ headers: ['X-Tenant', name] });
}

/** Where each of 10,000 tenants goes. */
function placesOf(picker: ConsistentHash): string[] {
  return Array.from({ length: keys }, (_, i) => keyOf(picker.pick(tenant(`tenant-${i}`), [])));
}

function moved(before: readonly string[], after: readonly string[]): number {
  return before.filter((place, i) => place !== after[i]).length;
}

describe('requests of one key', () => {
  test('go to one endpoint, in every worker, whatever the order of endpoints', () => {
    const backend = backendOf(20);
    const turned = backendOf(0);
    turned.set(addresses(20).reverse());
    const places = placesOf(byTenant(backend));
    expect(placesOf(byTenant(backend))).toEqual(places);
    expect(placesOf(byTenant(turned))).toEqual(places);
  });

  test('are shared out evenly', () => {
    const counts = tally(placesOf(byTenant(backendOf(10))));
    expect(counts.size).toBe(10);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4 * sigma(keys, 10));
  });

  test.each([3, 10, 100])('move to an endpoint that comes to %i others, and no further', (count) => {
    const backend = backendOf(count);
    const picker = byTenant(backend);
    const before = placesOf(picker);
    backend.set(addresses(count + 1));
    const after = placesOf(picker);
    const expected = keys / (count + 1);
    expect(Math.abs(moved(before, after) - expected)).toBeLessThan(4 * sigma(keys, count + 1));
    const arrived = keyOf(endpointAt(backend, count));
    expect(after.every((place, i) => place === before[i] || place === arrived)).toBe(true);
  });

  test('move from an endpoint that goes, and no others', () => {
    const backend = backendOf(10);
    const picker = byTenant(backend);
    const before = placesOf(picker);
    const gone = keyOf(endpointAt(backend, 9));
    backend.set(addresses(9));
    const after = placesOf(picker);
    expect(after.every((place, i) => (before[i] === gone ? place !== gone : place === before[i]))).toBe(true);
  });

  test('go to the same second endpoint when the first has failed, until none is left', () => {
    const backend = backendOf(3);
    const picker = byTenant(backend);
    const first = picker.pick(tenant('a'), []);
    if (first === undefined) throw new Error('no endpoint');
    const second = picker.pick(tenant('a'), [first]);
    expect(second).not.toBe(first);
    expect(picker.pick(tenant('a'), [first])).toBe(second);
    expect(picker.pick(tenant('a'), [...backend.endpoints])).toBeUndefined();
  });

  test('are shared out in turn where they lack it', () => {
    expect(new Set(picks(byTenant(backendOf(3)), 3)).size).toBe(3);
  });
});
