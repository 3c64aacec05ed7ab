import { type CounterReport, type CounterRows, packRows } from './counter-report.ts';
import { otherRoutes, routeKey, rowWidth } from './route-row.ts';

/** The sums of one route. */
export interface RouteTotals {
  readonly values: Float64Array;
  /** By name, as {@link RouteCounters.take} gives them. */
  readonly tallies: Map<string, number>;
}

const otherKey = routeKey(otherRoutes);

/** Sums of counters over processes, by route and by name. They never go down; what is forgotten begins anew. */
export class CounterTotals {
  readonly #routes = new Map<string, RouteTotals>();
  readonly #counts = new Map<string, number>();

  get routes(): ReadonlyMap<string, RouteTotals> {
    return this.#routes;
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Adds what was counted since the last report. A route beyond `most` is added to `other`. Calls back with the keys that changed. */
  add({ rows, counts }: CounterReport, most: number, changed: (key: string) => void): void {
    const targets = rows.keys.map((key) => {
      const kept = this.#routes.has(key) || this.#routes.size < most ? key : otherKey;
      changed(kept);
      return this.#route(kept);
    });
    addFigures(rows, targets);
    for (const [name, count] of Object.entries(counts)) {
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
    }
  }

  /** Takes the sums of a report in place of those held. */
  put({ rows, counts }: CounterReport): void {
    const targets = rows.keys.map((key) => this.#route(key));
    for (const { values, tallies } of targets) {
      values.fill(0);
      tallies.clear();
    }
    addFigures(rows, targets);
    for (const [name, count] of Object.entries(counts)) this.#counts.set(name, count);
  }

  /** The sums of some routes, to be sent. */
  pack(keys: readonly string[]): CounterRows {
    return packRows(
      keys.flatMap((key) => {
        const totals = this.#routes.get(key);
        if (totals === undefined) return [];
        const { values, tallies } = totals;
        return [
          {
            key,
            values,
            tallies: (each: (name: string, count: number) => void): void =>
              tallies.forEach((count, name) => void each(name, count)),
          },
        ];
      }),
    );
  }

  forget(keys: readonly string[]): void {
    for (const key of keys) this.#routes.delete(key);
  }

  #route(key: string): RouteTotals {
    const known = this.#routes.get(key);
    if (known !== undefined) return known;
    const fresh = { values: new Float64Array(rowWidth), tallies: new Map<string, number>() };
    this.#routes.set(key, fresh);
    return fresh;
  }
}

function addFigures({ names, figures }: CounterRows, targets: readonly RouteTotals[]): void {
  for (let at = 0; at + 2 < figures.length; at += 3) {
    const target = targets[figures[at] ?? -1];
    const place = figures[at + 1] ?? -1;
    const amount = figures[at + 2] ?? 0;
    if (target === undefined) continue;
    if (place < rowWidth) {
      target.values[place] = (target.values[place] ?? 0) + amount;
      continue;
    }
    const name = names[place - rowWidth];
    if (name !== undefined) target.tallies.set(name, (target.tallies.get(name) ?? 0) + amount);
  }
}
