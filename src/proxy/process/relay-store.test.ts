import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConfigUpdate, EncodedPart } from '../config/index.ts';
import { RelayStore } from './relay-store.ts';

const part = (key: string, text = key): EncodedPart => ({ key, hash: `hash of ${text}`, text });

/** What a worker holds after these steps; a step it has no base for would be a defect of the store. */
function follow(updates: readonly ConfigUpdate[]): Map<string, string> {
  const held = new Map<string, string>();
  let version = 0;
  for (const update of updates) {
    expect(update.base).toBe(version);
    version = update.version;
    for (const key of update.delete) held.delete(key);
    for (const { key, hash } of update.set) held.set(key, hash);
  }
  return held;
}

test('each change is a step from the version before', () => {
  const store = new RelayStore();
  expect(store.apply([part('a')], [])).toEqual({ base: 0, version: 1, set: [part('a')], delete: [] });
  expect(store.apply([part('b')], ['a'])).toEqual({ base: 1, version: 2, set: [part('b')], delete: ['a'] });
  expect(store.full()).toEqual({ base: 0, version: 2, set: [part('b')], delete: [] });
  expect(store.inventory()).toEqual(new Map([['b', 'hash of b']]));
});

test('a version taken back leaves what was there before, as a step of its own', () => {
  const store = new RelayStore();
  store.apply([part('a'), part('b')], []);
  store.apply([part('a', 'bad'), part('c')], ['b']);
  const update = store.revert(2);
  expect(update).toMatchObject({ base: 2, version: 3, delete: ['c'] });
  expect(update?.set).toHaveLength(2);
  expect(store.inventory()).toEqual(
    new Map([
      ['a', 'hash of a'],
      ['b', 'hash of b'],
    ]),
  );
});

test('a version taken back does not touch what a later one changed', () => {
  const store = new RelayStore();
  store.apply([part('a', 'bad'), part('b', 'bad'), part('c', 'bad')], []);
  store.apply([part('a', 'good')], ['b']);
  store.revert(1);
  expect(store.inventory()).toEqual(new Map([['a', 'hash of good']]));
});

test('a settled version cannot be taken back, nor one twice', () => {
  const store = new RelayStore();
  store.apply([part('a')], []);
  store.apply([part('b')], []);
  store.settle(1);
  expect(store.revert(1)).toBeUndefined();
  expect(store.revert(2)).toBeDefined();
  expect(store.revert(2)).toBeUndefined();
  expect([...store.inventory().keys()]).toEqual(['a']);
});

test('a worker that follows every step holds what a full copy holds', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd');
  const change = fc.record({
    set: fc.uniqueArray(fc.tuple(key, fc.nat(9)), { selector: ([name]) => name }),
    remove: fc.uniqueArray(key),
    revert: fc.option(fc.nat(3)),
    settle: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const store = new RelayStore();
      const updates: ConfigUpdate[] = [];
      for (const { set, remove, revert, settle } of changes) {
        const parts = set.map(([name, value]) => part(name, `${name}${value}`));
        const deleted = remove.filter((name) => !parts.some((one) => one.key === name));
        updates.push(store.apply(parts, deleted));
        const undone = revert === null ? undefined : store.revert(store.version - revert);
        if (undone !== undefined) updates.push(undone);
        if (settle) store.settle(store.version);
      }
      expect(follow(updates)).toEqual(store.inventory());
      expect(follow([{ ...store.full(), base: 0 }])).toEqual(store.inventory());
    }),
  );
});
