import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../test/support/expectations.ts';
import type { EndpointPicker } from '../../forward/forwarding.ts';
import type { BackendRuntime } from '../backend-endpoints.ts';
import { ConsistentHash } from './consistent-hash.ts';
import { LeastRequests } from './least-requests.ts';
import { compileKey } from './request-key.ts';
import { RoundRobin } from './round-robin.ts';
import { backendOf, keyOf, pickRequest, sigma, tally } from './selection.test-support.ts';

const requests = 10_000;
const endpoints = 8;

type Make = (backend: BackendRuntime, random: () => number) => EndpointPicker;

/** Where 10,000 requests of as many clients go that four workers take as chance will have it. */
function spread(make: Make): ReadonlyMap<string, number> {
  const workers = [1, 2, 3, 4].map((seed) => make(backendOf(endpoints), seededRandom(seed * 7919)));
  const random = seededRandom(42);
  const places = Array.from({ length: requests }, (_, i) => {
    const worker = workers[Math.floor(random() * workers.length)];
    return keyOf(worker?.pick(pickRequest({ address: `2001:db8::${i.toString(16)}` }), []));
  });
  return tally(places);
}

describe('four workers that know nothing of each other', () => {
  test.each<[string, Make]>([
    ['in turn', (backend, random) => new RoundRobin(backend, random)],
    ['least requests', (backend, random) => new LeastRequests(backend, random)],
    ['by hash', (backend) => new ConsistentHash(backend, compileKey({ kind: 'address' }), backend.inTurn)],
  ])('spread requests evenly, %s', (_name, make) => {
    const counts = spread(make);
    expect(counts.size).toBe(endpoints);
    for (const count of counts.values())
      expect(Math.abs(count - requests / endpoints)).toBeLessThan(3 * sigma(requests, endpoints));
  });

  test('do not all begin with the same endpoint', () => {
    const first = Array.from({ length: 64 }, (_, i) =>
      keyOf(new RoundRobin(backendOf(endpoints), seededRandom(i * 7919 + 1)).pick(pickRequest(), [])),
    );
    expect(new Set(first).size).toBeGreaterThan(endpoints / 2);
  });
});
