import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../test/support/expectations.ts';
import { compileKey } from './request-key.ts';
import { backendOf, keyOf, pickRequest, picks, sigma, tally } from './selection.test-support.ts';
import { SmoothWeights } from './smooth-weights.ts';
import { type BackendShare, WeightedBackends } from './weighted-backends.ts';

/** Backends of one endpoint each, on a port of its own. */
function shares(...weights: readonly number[]): BackendShare[] {
  return weights.map((weight, index) => {
    const backend = backendOf(0);
    backend.set([{ address: '10.1.0.1', port: index + 1 }]);
    return { weight, picker: backend.inTurn };
  });
}

describe('smooth weights', () => {
  test('spread 5, 1, 1 as a a b a c a a', () => {
    const weights = new SmoothWeights([5, 1, 1], () => 0);
    expect(Array.from({ length: 14 }, () => 'abc'[weights.next()]).join('')).toBe('aabacaaaabacaa');
  });

  test.each([1, 2, 3, 4])('begin elsewhere and stay exact (worker %i)', (seed) => {
    const weights = new SmoothWeights([90, 9, 1], seededRandom(seed));
    const drawn = tally(Array.from({ length: 10_000 }, () => String(weights.next())));
    expect(Math.abs((drawn.get('1') ?? 0) - 900)).toBeLessThanOrEqual(2);
    expect(Math.abs((drawn.get('2') ?? 0) - 100)).toBeLessThanOrEqual(2);
  });
});

describe('backends by weight', () => {
  test('take their shares', () => {
    const drawn = tally(picks(new WeightedBackends(shares(3, 1)), 400));
    expect(Math.abs((drawn.get('10.1.0.1 2') ?? 0) - 100)).toBeLessThanOrEqual(1);
  });

  test('keep the requests of one key, and their shares of all keys', () => {
    const keyOfUri = compileKey({ kind: 'uri' });
    const [one, other] = [0, 1].map(() => new WeightedBackends(shares(3, 1), keyOfUri));
    const places = Array.from({ length: 8000 }, (_, i) => {
      const request = pickRequest({ path: `/item/${i}` });
      const place = keyOf(one?.pick(request, []));
      expect(keyOf(other?.pick(request, []))).toBe(place);
      return place;
    });
    expect(Math.abs((tally(places).get('10.1.0.1 2') ?? 0) - 2000)).toBeLessThan(4 * sigma(8000, 4));
  });

  test('without endpoints answer nothing, and fail no request that another took before', () => {
    const [first, second] = shares(1, 1);
    if (first === undefined || second === undefined) throw new Error('two shares');
    const empty = { weight: 1_000_000, picker: backendOf(0).inTurn };
    const picker = new WeightedBackends([empty, first, second]);
    const none = picks(picker, 1000).filter((key) => key === 'none');
    expect(none.length).toBeGreaterThan(990);
    const tried = first.picker.pick(pickRequest(), []);
    if (tried === undefined) throw new Error('an endpoint');
    expect(keyOf(picker.pick(pickRequest(), [tried]))).toBe('10.1.0.1 2');
  });
});
