import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressPools } from './address-pool.ts';
import { type AddressNeed, assignAddresses } from './assign-addresses.ts';

const pools = addressPools({
  internet: ['10.0.0.1=192.0.2.1', '10.0.0.2', '10.0.0.3'],
  intranet: ['10.0.1.1'],
});

/** `id wish? @held?`, oldest first. */
function need(text: string): AddressNeed {
  const [id = '', ...rest] = text.split(' ');
  const bind = rest.find((word) => word.startsWith('@'))?.slice(1);
  const wish = rest.find((word) => !word.startsWith('@') && word !== 'intranet');
  return {
    id,
    addressType: rest.includes('intranet') ? 'intranet' : 'internet',
    ...(wish === undefined ? {} : { wish }),
    ...(bind === undefined ? {} : { bind }),
  };
}

function assign(texts: readonly string[]): Record<string, string> {
  const assignments = assignAddresses(texts.map(need), pools);
  return Object.fromEntries(
    [...assignments].map(([id, one]) => [id, one.kind === 'assigned' ? one.entry.bind : one.refusal.reason]),
  );
}

describe('addresses', () => {
  test.each([
    ['go to the oldest first', ['a', 'b'], { a: '10.0.0.1', b: '10.0.0.2' }],
    ['come from the pool of the type', ['a intranet', 'b'], { a: '10.0.1.1', b: '10.0.0.1' }],
    ['are kept by whoever has them', ['a', 'b @10.0.0.1'], { a: '10.0.0.2', b: '10.0.0.1' }],
    ['are not kept when they left the pool', ['a @10.9.9.9'], { a: '10.0.0.1' }],
    ['are granted by their published form', ['a 192.0.2.1'], { a: '10.0.0.1' }],
    ['are granted by their bound form', ['a 10.0.0.3'], { a: '10.0.0.3' }],
    ['that someone wishes go to others last', ['a', 'b 10.0.0.1'], { a: '10.0.0.2', b: '10.0.0.1' }],
    ['wished twice go to the older', ['a 10.0.0.2', 'b 10.0.0.2'], { a: '10.0.0.2', b: 'AddressConflict' }],
    [
      'held by an older one are not given to a wish',
      ['a @10.0.0.2', 'b 10.0.0.2'],
      { a: '10.0.0.2', b: 'AddressConflict' },
    ],
    [
      'wished by an older one move the younger',
      ['a 10.0.0.2', 'b @10.0.0.2'],
      { a: '10.0.0.2', b: '10.0.0.1' },
    ],
    ['outside the pool are unavailable', ['a 10.9.9.9'], { a: 'AddressUnavailable' }],
    ['of the other pool are unavailable', ['a 10.0.1.1'], { a: 'AddressUnavailable' }],
    ['that are no address are unavailable', ['a nonsense'], { a: 'AddressUnavailable' }],
    [
      'run out for the youngest',
      ['a', 'b', 'c', 'd', 'e intranet', 'f intranet'],
      {
        a: '10.0.0.1',
        b: '10.0.0.2',
        c: '10.0.0.3',
        d: 'AddressPoolExhausted',
        e: '10.0.1.1',
        f: 'AddressPoolExhausted',
      },
    ],
  ] as const)('%s', (_what, texts, expected) => {
    expect(assign(texts)).toEqual(expected);
  });

  test('name both instances in a conflict', () => {
    const assignment = assignAddresses(['a 10.0.0.2', 'b 10.0.0.2'].map(need), pools).get('b');
    expect(assignment).toMatchObject({ refusal: { message: expect.stringMatching(/b .*10\.0\.0\.2.* a /) } });
  });

  test('are never given twice, and stay when they are assigned again', () => {
    const anyNeed = fc.record(
      {
        wish: fc.constantFrom('10.0.0.1', '10.0.0.2', '192.0.2.1', '10.9.9.9'),
        bind: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3', '10.9.9.9'),
        addressType: fc.constantFrom('internet' as const, 'intranet' as const),
      },
      { requiredKeys: ['addressType'] },
    );
    fc.assert(
      fc.property(fc.array(anyNeed, { maxLength: 6 }), (some) => {
        const needs = some.map((one, index) => ({ ...one, id: String(index) }));
        const first = assignAddresses(needs, pools);
        const binds = [...first.values()].flatMap((one) => (one.kind === 'assigned' ? [one.entry.bind] : []));
        expect(new Set(binds).size).toBe(binds.length);
        const settled = needs.map(({ bind: _bind, ...rest }) => {
          const one = first.get(rest.id);
          return one?.kind === 'assigned' ? { ...rest, bind: one.entry.bind } : rest;
        });
        expect(assignAddresses(settled, pools)).toEqual(first);
      }),
    );
  });
});
