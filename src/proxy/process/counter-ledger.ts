import { sumCounters, withoutGauges } from './counter-totals.ts';
import type { CountersMessage } from './messages.ts';

/** The last counters of each worker, and the sum of those of workers that ended: nothing is counted off. */
export class CounterLedger {
  readonly #live = new Map<number, unknown>();
  #ended: unknown;
  #changed = false;

  update(worker: number, counters: unknown): void {
    this.#live.set(worker, counters);
    this.#changed = true;
  }

  end(worker: number): void {
    if (!this.#live.has(worker)) return;
    this.#ended = sumCounters(this.#ended, withoutGauges(this.#live.get(worker)));
    this.#live.delete(worker);
    this.#changed = true;
  }

  /** For a reader that has nothing yet. */
  renew(): void {
    this.#changed = true;
  }

  /** Everything, or undefined when nothing changed since the last time. */
  take(): CountersMessage | undefined {
    if (!this.#changed) return undefined;
    this.#changed = false;
    return { kind: 'counters', live: [...this.#live], ended: this.#ended };
  }
}
