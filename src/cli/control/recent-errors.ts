import { type LogRow, parseLogLine } from '../wire/wire-log.ts';

const most = 1000;

/** The requests that failed last, in memory only. */
export class RecentErrors {
  /** In the order of arrival; those of different workers arrive in turns. */
  #rows: readonly LogRow[] = [];

  add(lines: readonly string[]): void {
    const rows = lines.map(parseLogLine).filter((row) => row !== undefined);
    this.#rows = [...this.#rows, ...rows].slice(-most);
  }

  /** Newest first. */
  list(): readonly LogRow[] {
    return this.#rows.toSorted((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
  }
}
