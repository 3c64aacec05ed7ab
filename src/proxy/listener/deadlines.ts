/** Something that may wait only so long. `deadline` is on the clock of {@link Deadlines.now}; Infinity for none. */
export interface Expirable {
  deadline: number;
  /** Called once the deadline has passed; sets another, or leaves. */
  onDeadline(): void;
}

/** Milliseconds below which a tick more or less matters. */
const exactBelow = 10_000;

/**
 * Deadlines of many connections with one timer: no timer is made, moved or cleared for a request.
 * They are kept to within `tickMs`, which is what time-outs of seconds need.
 */
export class Deadlines {
  /** Milliseconds, as of the last tick: cheap to read, late by at most a tick. */
  now: number = performance.now();
  readonly #items = new Set<Expirable>();
  readonly #timer: NodeJS.Timeout;

  constructor(tickMs = 500) {
    this.#timer = setInterval(() => this.#tick(), tickMs);
    this.#timer.unref();
  }

  /**
   * The moment `milliseconds` from now. A short time is counted from this very moment, so that it is never cut shorter:
   * it ends at the first tick after it. For a longer one the last tick is near enough, and cheaper.
   */
  after(milliseconds: number): number {
    return (milliseconds < exactBelow ? performance.now() : this.now) + milliseconds;
  }

  add(item: Expirable): void {
    this.#items.add(item);
  }

  remove(item: Expirable): void {
    this.#items.delete(item);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#items.clear();
  }

  #tick(): void {
    this.now = performance.now();
    for (const item of this.#items) {
      if (item.deadline <= this.now) {
        item.deadline = Number.POSITIVE_INFINITY;
        item.onDeadline();
      }
    }
  }
}
