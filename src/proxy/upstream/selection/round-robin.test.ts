import { describe, expect, test } from 'vitest';
import { addresses, backendOf, endpointAt, keyOf, pickRequest, picks } from './selection.test-support.ts';

const request = pickRequest();

describe('endpoints in turn', () => {
  test('come each once in a round, always in the same order', () => {
    const { inTurn } = backendOf(3);
    const taken = picks(inTurn, 6);
    expect(new Set(taken.slice(0, 3)).size).toBe(3);
    expect(taken.slice(3)).toEqual(taken.slice(0, 3));
  });

  test('that were tried are left out, until none is left', () => {
    const backend = backendOf(2);
    const [a, b] = [endpointAt(backend, 0), endpointAt(backend, 1)];
    expect(backend.inTurn.pick(request, [a])).toBe(b);
    expect(backend.inTurn.pick(request, [b])).toBe(a);
    expect(backend.inTurn.pick(request, [a, b])).toBeUndefined();
    expect(backendOf(0).inTurn.pick(request, [])).toBeUndefined();
  });

  test('go on with their turn when others come and go', () => {
    const backend = backendOf(4);
    const first = picks(backend.inTurn, 1)[0];
    backend.set(addresses(5));
    expect(picks(backend.inTurn, 4)).not.toContain(first);
    backend.set(addresses(1));
    expect(picks(backend.inTurn, 2)).toEqual([first, first].map(() => keyOf(endpointAt(backend, 0))));
  });
});
