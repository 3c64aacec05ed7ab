import type { Clock } from '../../base/index.ts';
import { labelsOfRoute, type SupervisorLink } from '../../proxy/index.ts';
import {
  durationPlace,
  type RouteTotals,
  routeKey,
  statusClasses,
  timeBounds,
} from '../../telemetry/index.ts';
import type { Traffic, TrafficFigures } from '../wire/wire.ts';
import type { PlacedRoute } from './route-rows.ts';

/** How often the counters are noted, and how long what was noted is kept: a minute, and the time between two notes. */
const noteMs = 10_000;
const keptMs = 65_000;

/** How many requests fell into each bucket of time, then how many failed. */
type Cells = Float64Array;
const errorCell = timeBounds.length + 1;

interface Note {
  readonly at: number;
  /** By key of route. What did not change is the same array as in the note before. */
  readonly cells: ReadonlyMap<string, Cells>;
}

type Totals = Pick<ReturnType<SupervisorLink['counters']>, 'routes'>;

/** Tells the traffic of routes since the start, and, from notes it takes of the counters, over the last minute. */
export class TrafficMeter {
  readonly #counters: () => Totals;
  readonly #clock: Clock;
  readonly #timer: NodeJS.Timeout;
  #notes: readonly Note[];

  constructor(counters: () => Totals, clock: Clock) {
    this.#counters = counters;
    this.#clock = clock;
    this.#notes = [{ at: clock.now(), cells: new Map() }];
    this.#timer = setInterval(() => this.note(), noteMs).unref();
  }

  note(): void {
    const at = this.#clock.now();
    const before = this.#notes.at(-1)?.cells;
    const cells = new Map<string, Cells>();
    for (const [key, totals] of this.#counters().routes) {
      const now = cellsOf(totals);
      const known = before?.get(key);
      cells.set(key, known !== undefined && requestsIn(known) === requestsIn(now) ? known : now);
    }
    this.#notes = [...this.#notes.filter((note) => at - note.at <= keptMs), { at, cells }];
  }

  /** Of one route; undefined while nothing took it. */
  of({ host, route }: PlacedRoute): Traffic | undefined {
    const key = routeKey(labelsOfRoute(host, route));
    const totals = this.#counters().routes.get(key);
    if (totals === undefined) return undefined;
    const now = cellsOf(totals);
    return { total: figures(now), lastMinute: figures(difference(now, this.#base(key))) };
  }

  /** Of all requests, those that no route took included, as far as their routes still exist. */
  all(): Traffic {
    const total = new Float64Array(errorCell + 1);
    const lastMinute = new Float64Array(errorCell + 1);
    for (const [key, totals] of this.#counters().routes) {
      const now = cellsOf(totals);
      add(total, now);
      add(lastMinute, difference(now, this.#base(key)));
    }
    return { total: figures(total), lastMinute: figures(lastMinute) };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** What stood a minute ago, or at the first note. */
  #base(key: string): Cells | undefined {
    return this.#notes[0]?.cells.get(key);
  }
}

function cellsOf({ values }: RouteTotals): Cells {
  const cells = new Float64Array(errorCell + 1);
  for (let one = 1; one <= statusClasses; one += 1) {
    const place = durationPlace(one);
    for (let bucket = 0; bucket <= timeBounds.length; bucket += 1) {
      const count = values[place + bucket] ?? 0;
      cells[bucket] = (cells[bucket] ?? 0) + count;
      if (one === statusClasses) cells[errorCell] = (cells[errorCell] ?? 0) + count;
    }
  }
  return cells;
}

/** Sums of a route that was gone for a while begin anew; then all of them are of the last minute. */
function difference(now: Cells, base: Cells | undefined): Cells {
  if (base === undefined || requestsIn(base) > requestsIn(now)) return now;
  return now.map((count, cell) => count - (base[cell] ?? 0));
}

function add(sum: Cells, cells: Cells): void {
  for (const [cell, count] of cells.entries()) sum[cell] = (sum[cell] ?? 0) + count;
}

function requestsIn(cells: Cells): number {
  let sum = 0;
  for (let bucket = 0; bucket < errorCell; bucket += 1) sum += cells[bucket] ?? 0;
  return sum;
}

function figures(cells: Cells): TrafficFigures {
  const requests = requestsIn(cells);
  const errors = cells[errorCell] ?? 0;
  if (requests === 0) return { requests, errors };
  return { requests, errors, p50Ms: quantile(cells, requests / 2), p99Ms: quantile(cells, requests * 0.99) };
}

/** The time (milliseconds) that so many requests did not exceed, as if they lay evenly within their bucket. */
function quantile(cells: Cells, rank: number): number {
  let below = 0;
  for (const [bucket, bound] of timeBounds.entries()) {
    const count = cells[bucket] ?? 0;
    if (count > 0 && below + count >= rank) {
      const lower = timeBounds[bucket - 1] ?? 0;
      return 1000 * (lower + ((bound - lower) * (rank - below)) / count);
    }
    below += count;
  }
  return 1000 * (timeBounds.at(-1) ?? 0);
}
