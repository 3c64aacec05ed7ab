import type { ProviderProblem } from '../../load-balancer-provider.ts';
import type { Pace, Retries } from './retries.ts';

/** What failed, why, and what is therefore left alone for a while. */
export class FailureBook {
  readonly #retries: Retries;
  readonly #problems = new Map<string, ProviderProblem>();

  constructor(retries: Retries) {
    this.#retries = retries;
  }

  /** Why it failed, while it is to be left alone. */
  held(key: string): ProviderProblem | undefined {
    const problem = this.#problems.get(key);
    if (problem === undefined || this.#retries.waits(key)) return problem;
    this.#problems.delete(key);
    return undefined;
  }

  failed(key: string, pace: Pace, problem: ProviderProblem): void {
    this.#retries.failed(key, pace);
    this.#problems.set(key, problem);
  }

  succeeded(key: string): void {
    this.#retries.succeeded(key);
    this.#problems.delete(key);
  }

  /** Whatever failed may work now. */
  clear(): void {
    this.#retries.clear();
    this.#problems.clear();
  }

  /** Forgets what no plan asks for any more. */
  forget(): void {
    for (const key of this.#problems.keys()) this.held(key);
  }
}
