import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../test/support/expectations.ts';
import type { EndpointPicker, PickedEndpoint } from '../../forward/forwarding.ts';
import type { BackendRuntime } from '../backend-endpoints.ts';
import { LeastRequests } from './least-requests.ts';
import { backendOf, endpointAt, pickRequest, picks, sigma, tally } from './selection.test-support.ts';

const request = pickRequest();

describe('the one with fewer requests of two', () => {
  test('is taken where there are two', () => {
    const backend = backendOf(2);
    endpointAt(backend, 0).active = 1;
    const picker = new LeastRequests(backend);
    expect(new Set(picks(picker, 100))).toEqual(new Set([endpointAt(backend, 1).key]));
  });

  test('is any where all have as many', () => {
    const counts = tally(picks(new LeastRequests(backendOf(10), seededRandom(7)), 10_000));
    expect(counts.size).toBe(10);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4 * sigma(10_000, 10));
  });

  test('is another than those tried, until none is left', () => {
    const backend = backendOf(3);
    const [a, b, c] = [endpointAt(backend, 0), endpointAt(backend, 1), endpointAt(backend, 2)];
    c.active = 100;
    const picker = new LeastRequests(backend);
    for (let i = 0; i < 50; i += 1) expect(picker.pick(request, [a, b])).toBe(c);
    expect(picker.pick(request, [a, b, c])).toBeUndefined();
    expect(new LeastRequests(backendOf(0)).pick(request, [])).toBeUndefined();
  });

  test('keeps fewer requests waiting at a slow endpoint than turns do', () => {
    const [least, turns] = [backendOf(5), backendOf(5)];
    const waiting = mostWaiting(least, new LeastRequests(least, seededRandom(11)));
    expect(waiting * 4).toBeLessThan(mostWaiting(turns, turns.inTurn));
  });
});

/** Ten requests a step come in; endpoint 0 ends one a step, each other up to ten. Answers with the most that waited at endpoint 0. */
function mostWaiting(backend: BackendRuntime, picker: EndpointPicker): number {
  let most = 0;
  for (let step = 0; step < 500; step += 1) {
    for (let i = 0; i < 10; i += 1) begin(picker.pick(request, []));
    most = Math.max(most, endpointAt(backend, 0).active);
    for (const [place, endpoint] of backend.endpoints.entries())
      endpoint.active = Math.max(0, endpoint.active - (place === 0 ? 1 : 10));
  }
  return most;
}

function begin(endpoint: PickedEndpoint | undefined): void {
  if (endpoint !== undefined) endpoint.active += 1;
}
