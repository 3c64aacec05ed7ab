/**
 * What a host may answer while its configuration changes: that of the configuration in force, or of the one that
 * is about to be.
 */
export class Expectations {
  readonly #history: string[];
  #settled = 0;

  constructor(first: string) {
    this.#history = [first];
  }

  /** An edit begins that leads to `next`. */
  begin(next: string): void {
    this.#history.push(next);
  }

  /** Everything begun is in force: what was before may not be seen any more. */
  settle(): void {
    this.#settled = this.#history.length - 1;
  }

  /** Where a request that starts now stands. */
  get mark(): number {
    return this.#settled;
  }

  /** What a request that started at `mark`, and has ended now, may have been answered. */
  since(mark: number): readonly string[] {
    return [...new Set(this.#history.slice(mark))];
  }
}

/** A generator of numbers from 0 to 1 that a seed decides (the 32-bit xorshift of Marsaglia). */
export function seededRandom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
