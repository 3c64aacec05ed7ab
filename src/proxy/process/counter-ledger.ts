import { type CounterReport, CounterTotals, type Gauges } from '../../telemetry/index.ts';
import type { CountersMessage, ProcessGauges } from './messages.ts';

/**
 * Routes in one message: more wait for the next. With tens of thousands of busy routes, telling of each several times a
 * second would cost more than the requests; so each of 10,000 is told of every ten seconds.
 */
export const routesPerMessage = 250;
/** The same at the end of a worker, which waits for it: large enough to be quick, small enough that nobody stands still. */
export const routesPerLastMessage = 2000;

/** Routes with series of their own until the control process says how many. */
const defaultMostRoutes = 10_000;

/**
 * The sums of what all workers counted, those that ended included: workers say what came since they last did, so a
 * worker that ends takes nothing away. Sends the control process what changed, and all when it is new.
 */
export class CounterLedger {
  readonly #totals = new CounterTotals();
  readonly #changed = new Set<string>();
  readonly #gauges = new Map<number, Gauges>();
  #mostRoutes = defaultMostRoutes;
  #told = true;
  /** The reader has nothing yet. */
  #fresh = true;

  add(report: CounterReport): void {
    this.#totals.add(report, this.#mostRoutes, (key) => this.#changed.add(key));
    this.#told = false;
  }

  /** What goes up and down in a worker. */
  setGauges(worker: number, gauges: Gauges): void {
    this.#gauges.set(worker, gauges);
    this.#told = false;
  }

  /** A worker's gauges end with it. */
  end(worker: number): void {
    if (this.#gauges.delete(worker)) this.#told = false;
  }

  /** The reader decides how many routes are counted each for itself, and which are of the past. */
  keep(mostRoutes: number, forget: readonly string[]): void {
    this.#mostRoutes = mostRoutes;
    this.#totals.forget(forget);
    for (const key of forget) this.#changed.delete(key);
  }

  /** For a reader that has nothing yet. */
  renew(): void {
    this.#fresh = true;
    this.#told = false;
    for (const key of this.#totals.routes.keys()) this.#changed.add(key);
  }

  /** What changed since the last time, or a part of it; undefined when nothing did. `own` are the gauges of this process. */
  take(own: () => Gauges): CountersMessage | undefined {
    if (this.#told) return undefined;
    const keys = this.#takeChanged();
    this.#told = this.#changed.size === 0;
    const fresh = this.#fresh;
    this.#fresh = false;
    const gauges: ProcessGauges[] = [{ process: 'supervisor', gauges: own() }];
    for (const [worker, values] of this.#gauges) gauges.push({ process: 'worker', worker, gauges: values });
    const rows = this.#totals.pack(keys);
    const counts = Object.fromEntries(this.#totals.counts);
    return { kind: 'counters', fresh, report: { rows, counts }, gauges };
  }

  #takeChanged(): readonly string[] {
    const keys: string[] = [];
    for (const key of this.#changed) {
      if (keys.length === routesPerMessage) break;
      keys.push(key);
      this.#changed.delete(key);
    }
    return keys;
  }
}
