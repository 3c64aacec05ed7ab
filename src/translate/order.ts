import { sameElements } from './memo.ts';

/** A set, or a map whose keys are meant. */
export interface Items<T> {
  readonly size: number;
  has(item: T): boolean;
  keys(): Iterable<T>;
}

/** Sorts a set of things again and again; answers the same array while the set is the same. */
export type Order<T> = (items: Items<T>) => readonly T[];

/**
 * Makes an {@link Order} that starts from the order it gave last: sorting what is sorted but for a few costs one pass.
 * `compare` must tell every two different things apart.
 */
export function createOrder<T>(compare: (a: T, b: T) => number): Order<T> {
  let previous: readonly T[] = [];
  return (items) => {
    const sorted = previous.filter((item) => items.has(item));
    if (sorted.length === previous.length && sorted.length === items.size) return previous;
    const kept = new Set(sorted);
    for (const item of items.keys()) if (!kept.has(item)) sorted.push(item);
    sorted.sort(compare);
    previous = sorted;
    return previous;
  };
}

/** A list that keeps its identity while what is in it stays. */
export interface KeptList<T> {
  /** The list given, or the one before it if both hold the same things in the same order. */
  next(list: readonly T[]): readonly T[];
  last(): readonly T[];
}

/** Makes a {@link KeptList}, empty at first. */
export function createKeptList<T>(): KeptList<T> {
  let kept: readonly T[] = [];
  return {
    next(list) {
      if (!sameElements(kept, list)) kept = list;
      return kept;
    },
    last: () => kept,
  };
}

/** Code unit order, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
