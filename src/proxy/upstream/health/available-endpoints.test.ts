import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { availableEndpoints, type Trouble } from './available-endpoints.ts';

const settings = { mostShare: 10, panicShare: 50 };

function left(troubles: readonly (Trouble | undefined)[], given = settings): readonly number[] {
  const endpoints = troubles.map((_, index) => index);
  return availableEndpoints(endpoints, (index) => troubles[index], given);
}

const ejected = (since: number): Trouble => ({ kind: 'ejected', since });
const avoided: Trouble = { kind: 'avoided' };
const unhealthy: Trouble = { kind: 'unhealthy' };
const fine = undefined;

describe('the endpoints that get requests', () => {
  test('are the very list where all do well', () => {
    const endpoints = ['a', 'b'];
    expect(availableEndpoints(endpoints, () => undefined, settings)).toBe(endpoints);
  });

  test('are all but the one that was ejected', () => {
    expect(left([fine, ejected(1), fine])).toEqual([0, 2]);
    expect(left([ejected(1), fine])).toEqual([1]);
  });

  test('never leave out an only one', () => {
    expect(left([ejected(1)])).toEqual([0]);
    expect(left([avoided])).toEqual([0]);
    expect(left([unhealthy])).toEqual([0]);
  });

  test('lack no more of those ejected than the share allows: the first', () => {
    const ten = [ejected(2), ejected(1), fine, fine, fine, fine, fine, fine, fine, fine];
    expect(left(ten)).toEqual([0, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(left(ten, { mostShare: 20, panicShare: 50 })).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('are all where fewer than the panic share would be left', () => {
    expect(left([unhealthy, unhealthy, fine])).toEqual([0, 1, 2]);
    expect(left([unhealthy, unhealthy, fine, fine])).toEqual([2, 3]);
    expect(left([unhealthy, unhealthy, fine], { mostShare: 10, panicShare: 30 })).toEqual([2]);
  });

  test('lack those that refuse connections as long as any other is left', () => {
    expect(left([avoided, avoided, fine])).toEqual([2]);
    expect(left([avoided, avoided, avoided])).toEqual([0, 1, 2]);
    expect(left([avoided, ejected(1)])).toEqual([0]);
  });

  test('are never none, and never in another order', () => {
    const trouble = fc.option(fc.constantFrom(avoided, unhealthy, ejected(1), ejected(2)), {
      nil: undefined,
    });
    const share = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(fc.array(trouble, { minLength: 1 }), share, share, (troubles, mostShare, panicShare) => {
        const found = left(troubles, { mostShare, panicShare });
        expect(found.length).toBeGreaterThan(0);
        expect([...found].sort((a, b) => a - b)).toEqual(found);
      }),
    );
  });
});
