const months: readonly string[] = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Moments as text, in UTC. All but the milliseconds is made once a second: a line is written for every request. */
export class LineTime {
  #second = Number.NaN;
  /** ISO 8601 up to the point before the milliseconds. */
  #iso = '';
  #common = '';

  /** `2026-11-24T10:00:00.123Z`. */
  iso(ms: number): string {
    this.#turnTo(ms);
    const rest = ms % 1000;
    return `${this.#iso}${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}Z`;
  }

  /** `24/Nov/2026:10:00:00 +0000`, the form of the common log format. */
  common(ms: number): string {
    this.#turnTo(ms);
    return this.#common;
  }

  #turnTo(ms: number): void {
    const second = Math.floor(ms / 1000);
    if (second === this.#second) return;
    this.#second = second;
    const date = new Date(second * 1000);
    const text = date.toISOString();
    this.#iso = text.slice(0, 20);
    this.#common = `${text.slice(8, 10)}/${months[date.getUTCMonth()]}/${text.slice(0, 4)}:${text.slice(11, 19)} +0000`;
  }
}
