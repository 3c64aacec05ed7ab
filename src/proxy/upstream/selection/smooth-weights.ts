/**
 * Draws places by weight, evenly spread rather than in runs: weights 5, 1, 1 give a a b a c a a (smooth weighted round
 * robin, as in nginx). A draw costs a step a place.
 */
export class SmoothWeights {
  readonly #weights: Float64Array;
  readonly #current: Float64Array;
  readonly #sum: number;

  /** `weights` are above 0. Workers start at different places. */
  constructor(weights: readonly number[], random: () => number = Math.random) {
    this.#weights = Float64Array.from(weights);
    this.#sum = weights.reduce((sum, weight) => sum + weight, 0);
    this.#current = Float64Array.from(weights, () => -random() * this.#sum);
  }

  /** The place of the next draw; 0 where there are none. */
  next(): number {
    const current = this.#current;
    let best = 0;
    for (let i = 0; i < current.length; i += 1) {
      current[i] = (current[i] ?? 0) + (this.#weights[i] ?? 0);
      if ((current[i] ?? 0) > (current[best] ?? 0)) best = i;
    }
    if (current.length > 0) current[best] = (current[best] ?? 0) - this.#sum;
    return best;
  }
}
