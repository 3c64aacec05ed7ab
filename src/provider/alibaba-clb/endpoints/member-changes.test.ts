import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClbBackend } from '../world/clb-world.ts';
import { applyMemberChange, type MemberChange, memberKey, nextMemberChange } from './member-changes.ts';

function pod(number: number, weight = 100): ClbBackend {
  return { serverId: `eni-${number}`, serverIp: `10.0.0.${number}`, port: 8080, weight, type: 'eni' };
}

const pods = (...numbers: number[]): readonly ClbBackend[] => numbers.map((number) => pod(number));
const all = (): boolean => true;
const none = (): boolean => false;
const keys = (members: readonly ClbBackend[]): readonly string[] => members.map(memberKey).sort();

describe('the next call for a group', () => {
  test('is none where the members are as wanted, in whatever order', () => {
    const state = { members: pods(2, 1), wanted: pods(1, 2), hasDrained: all, room: 10 };
    expect(nextMemberChange(state)).toBeUndefined();
  });

  test('adds what is new before anything else', () => {
    const state = { members: pods(1, 2), wanted: pods(2, 3), hasDrained: all, room: 10 };
    expect(nextMemberChange(state)).toEqual({ kind: 'add', backends: pods(3) });
  });

  test('takes new requests from a member that leaves, and removes it once it has drained', () => {
    const leaving = { members: pods(1, 2), wanted: pods(2), room: 10 };
    expect(nextMemberChange({ ...leaving, hasDrained: none })).toEqual({
      kind: 'weights',
      backends: [pod(1, 0)],
    });
    const draining = { ...leaving, members: [pod(1, 0), pod(2)] };
    expect(nextMemberChange({ ...draining, hasDrained: none })).toBeUndefined();
    expect(nextMemberChange({ ...draining, hasDrained: all })).toEqual({
      kind: 'remove',
      backends: [pod(1, 0)],
    });
  });

  test('gives a member that comes back its weight again', () => {
    const state = { members: [pod(1, 0)], wanted: pods(1), hasDrained: all, room: 10 };
    expect(nextMemberChange(state)).toEqual({ kind: 'weights', backends: [pod(1)] });
  });

  test('removes members that leave at once where the instance is full, those that have drained first', () => {
    const members = [pod(1), pod(2, 0)];
    const state = { members, wanted: pods(3), hasDrained: ({ weight }: ClbBackend) => weight === 0, room: 0 };
    expect(nextMemberChange(state)).toEqual({ kind: 'remove', backends: [pod(2, 0)] });
  });

  test('is none where the instance is full and nothing leaves', () => {
    const state = { members: pods(1), wanted: pods(1, 2), hasDrained: all, room: 0 };
    expect(nextMemberChange(state)).toBeUndefined();
  });

  test('names another interface of the same address as another member', () => {
    const moved = { ...pod(1), serverId: 'eni-9' };
    const state = { members: pods(1), wanted: [moved], hasDrained: all, room: 10 };
    expect(nextMemberChange(state)).toEqual({ kind: 'add', backends: [moved] });
  });
});

const member = fc.record({ number: fc.integer({ min: 1, max: 60 }), weight: fc.constantFrom(0, 50, 100) });
const members = fc
  .uniqueArray(member, { selector: ({ number }) => number, maxLength: 60, size: 'max' })
  .map((drawn) => drawn.map(({ number, weight }) => pod(number, weight)));
const wanted = fc
  .uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 60, size: 'max' })
  .map((numbers) => pods(...numbers));

test('calls made until none is due leave exactly the wanted members, and never less than old and new share', () => {
  fc.assert(
    fc.property(
      members,
      wanted,
      fc.integer({ min: 0, max: 40 }),
      fc.boolean(),
      (before, wish, room, drains) => {
        const quota = Math.max(before.length, wish.length) + room;
        const shared = keys(before).filter((key) => keys(wish).includes(key));
        const made: MemberChange[] = [];
        let now: readonly ClbBackend[] = before;
        // Members drain between two calls, or have drained when they are first seen to leave.
        const hasDrained = ({ weight }: ClbBackend): boolean => !drains || weight === 0;
        for (;;) {
          const change = nextMemberChange({
            members: now,
            wanted: wish,
            hasDrained,
            room: quota - now.length,
          });
          if (change === undefined) break;
          made.push(change);
          now = applyMemberChange(now, change);
          expect(change.backends.length).toBeGreaterThan(0);
          expect(change.backends.length).toBeLessThanOrEqual(20);
          expect(now.length).toBeLessThanOrEqual(quota);
          expect(keys(now)).toEqual(expect.arrayContaining(shared));
          expect(made.length).toBeLessThan(50);
        }
        expect(keys(now)).toEqual(keys(wish));
        expect(now.every(({ weight }) => weight === 100)).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test('where there is room, every new member is added before an old one loses requests', () => {
  fc.assert(
    fc.property(members, wanted, (before, wish) => {
      const change = nextMemberChange({
        members: before,
        wanted: wish,
        hasDrained: ({ weight }) => weight === 0,
        room: 1000,
      });
      const missing = wish.filter((one) => !keys(before).includes(memberKey(one)));
      expect(change?.kind === 'add').toBe(missing.length > 0);
    }),
  );
});
