import type { Clock } from '../../../base/index.ts';

/**
 * How soon what failed is tried again. `soon`: it may work in a moment. `seldom`: someone has to do something first.
 * `watch`: looked at steadily, because nothing says when it changes.
 */
export type Pace = 'seldom' | 'soon' | 'watch';

/** The first wait and the longest one, in milliseconds; it doubles in between. */
export type Paces = Readonly<Record<Pace, { readonly firstMs: number; readonly mostMs: number }>>;

const usual: Paces = {
  soon: { firstMs: 1000, mostMs: 60_000 },
  seldom: { firstMs: 60_000, mostMs: 600_000 },
  watch: { firstMs: 60_000, mostMs: 60_000 },
};

/** What failed and is not tried again for long is forgotten: its step may never come again. */
const forgetMs = 3_600_000;

interface Failure {
  readonly times: number;
  readonly until: number;
}

/** Remembers what failed, by any key, and until when it is left alone. */
export class Retries {
  readonly #clock: Clock;
  readonly #paces: Paces;
  readonly #onDue: () => void;
  readonly #failures = new Map<string, Failure>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  /** `onDue` is called when a wait is over. */
  constructor(options: { readonly clock: Clock; readonly onDue: () => void; readonly paces?: Paces }) {
    this.#clock = options.clock;
    this.#paces = options.paces ?? usual;
    this.#onDue = options.onDue;
  }

  /** True while the key is to be left alone. */
  waits(key: string): boolean {
    return (this.#failures.get(key)?.until ?? 0) > this.#clock.now();
  }

  failed(key: string, pace: Pace): void {
    if (this.#closed) return;
    const now = this.#clock.now();
    const times = this.#failures.get(key)?.times ?? 0;
    const { firstMs, mostMs } = this.#paces[pace];
    const waitMs = Math.min(mostMs, firstMs * 2 ** Math.min(times, 20));
    this.#forget(now);
    this.#failures.set(key, { times: times + 1, until: now + waitMs });
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#onDue();
    }, waitMs);
    timer.unref();
    this.#timers.add(timer);
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }

  /** Ends all waits: what they waited for may have changed. */
  clear(): void {
    this.#failures.clear();
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#failures) if (until + forgetMs < now) this.#failures.delete(key);
  }
}
