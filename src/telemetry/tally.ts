/** Counts of a few things that are not known beforehand: looking one up allocates nothing. */
export class Tally<Key extends number | string> {
  readonly #keys: Key[] = [];
  readonly #counts: number[] = [];
  /** Where the last one was found: mostly the next is the same. */
  #last = 0;

  get size(): number {
    return this.#keys.length;
  }

  has(key: Key): boolean {
    return this.#keys.includes(key);
  }

  add(key: Key): void {
    if (this.#keys[this.#last] !== key) {
      const found = this.#keys.indexOf(key);
      this.#last = found >= 0 ? found : this.#keys.length;
      if (found < 0) {
        this.#keys.push(key);
        this.#counts.push(0);
      }
    }
    this.#counts[this.#last] = (this.#counts[this.#last] ?? 0) + 1;
  }

  /** Hands out what was counted since the last time, and begins anew. */
  take(each: (key: Key, count: number) => void): void {
    for (const [place, key] of this.#keys.entries()) {
      const count = this.#counts[place] ?? 0;
      if (count === 0) continue;
      this.#counts[place] = 0;
      each(key, count);
    }
  }
}
