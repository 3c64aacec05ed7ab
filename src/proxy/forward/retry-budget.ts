/** How much of a worker's work may be attempts made again. */
export interface RetrySettings {
  /** Attempts for one request where its route says nothing, the first among them. */
  readonly attempts: number;
  /** Share of the requests in progress that may be retries, in percent. */
  readonly budgetShare: number;
  /** Retries that may be in progress whatever the share says. */
  readonly budgetLeast: number;
}

/** Keeps retries from adding much load to backends that have trouble already. One for each worker. */
export class RetryBudget {
  readonly #count: (what: 'retries made' | 'retries refused') => void;
  #active = 0;
  #retrying = 0;

  constructor(count: (what: 'retries made' | 'retries refused') => void = () => {}) {
    this.#count = count;
  }

  /** A request begins. */
  enter(): void {
    this.#active += 1;
  }

  /** Takes room for a retry, which its request gives back when it ends; false where there is none. */
  take({ budgetShare, budgetLeast }: RetrySettings): boolean {
    if (this.#retrying >= Math.max(budgetLeast, (this.#active * budgetShare) / 100)) {
      this.#count('retries refused');
      return false;
    }
    this.#retrying += 1;
    return true;
  }

  /** An attempt is made again. */
  retried(): void {
    this.#count('retries made');
  }

  /** A request ends; `retrying` where it has taken room. */
  leave(retrying: boolean): void {
    this.#active -= 1;
    if (retrying) this.#retrying -= 1;
  }
}
