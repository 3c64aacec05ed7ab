import { isDeepStrictEqual } from 'node:util';

/**
 * Remembers what was made for a key from given inputs, compared by identity. When inputs changed but what is made
 * of them is equal, the earlier value is kept, so that nothing built on it changes either.
 */
export interface Memo<V> {
  get(key: string, inputs: readonly unknown[], make: () => V): V;
  /** Forgets other keys than these, once there are more of them than these. */
  trim(keys: { readonly size: number; has(key: string): boolean }): void;
}

interface Entry<V> {
  inputs: readonly unknown[];
  value: V;
}

/** Makes an empty {@link Memo}. */
export function createMemo<V>(): Memo<V> {
  const entries = new Map<string, Entry<V>>();
  return {
    get(key, inputs, make) {
      const entry = entries.get(key);
      if (entry === undefined) {
        const value = make();
        entries.set(key, { inputs, value });
        return value;
      }
      if (sameElements(entry.inputs, inputs)) return entry.value;
      entry.inputs = inputs;
      entry.value = keepEqual(entry.value, make());
      return entry.value;
    },
    trim(keys) {
      if (entries.size <= keys.size) return;
      for (const key of entries.keys()) if (!keys.has(key)) entries.delete(key);
    },
  };
}

/** The earlier of two equal values, or the new one. */
export function keepEqual<V>(earlier: V, next: V): V {
  return isDeepStrictEqual(earlier, next) ? earlier : next;
}

/** True when both lists hold the same things, by identity, in the same order. */
export function sameElements(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
