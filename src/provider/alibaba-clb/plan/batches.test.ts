import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exchange } from './batches.ts';

describe('an exchange', () => {
  test('makes all before anything goes where there is room', () => {
    expect(exchange(['a', 'b'], ['x'], 2, 10)).toEqual([
      { kind: 'create', items: ['a', 'b'] },
      { kind: 'delete', items: ['x'], forRoom: false },
    ]);
  });

  test('takes turns where there is none', () => {
    expect(exchange(['a', 'b', 'c'], ['x', 'y', 'z'], 1, 2)).toEqual([
      { kind: 'create', items: ['a'] },
      { kind: 'delete', items: ['x', 'y'], forRoom: true },
      { kind: 'create', items: ['b', 'c'] },
      { kind: 'delete', items: ['z'], forRoom: false },
    ]);
  });

  test('makes no more than there is room for, deletes all, and leaves nothing out that fits', () => {
    const sizes = [
      fc.nat(30),
      fc.nat(30),
      fc.integer({ min: -5, max: 30 }),
      fc.integer({ min: 1, max: 10 }),
    ] as const;
    fc.assert(
      fc.property(...sizes, (toMake, toDelete, room, size) => {
        const turns = exchange(Array.from({ length: toMake }), Array.from({ length: toDelete }), room, size);
        let made = 0;
        let gone = 0;
        for (const { kind, items } of turns) {
          expect(items.length).toBeGreaterThan(0);
          expect(items.length).toBeLessThanOrEqual(size);
          if (kind === 'create') made += items.length;
          else gone += items.length;
          if (kind === 'create') expect(made - gone).toBeLessThanOrEqual(room);
        }
        expect(gone).toBe(toDelete);
        expect(made).toBe(Math.min(toMake, Math.max(0, room + toDelete)));
      }),
    );
  });
});
