import type { RouteCounters } from './route-counters.ts';
import { rowWidth } from './route-row.ts';

/**
 * Figures of some routes, packed so that thousands are cheap to send: `figures` holds those that are not 0, in threes:
 * index of the key, place, amount. A place from `rowWidth` on is that of a name.
 */
export interface CounterRows {
  readonly keys: readonly string[];
  readonly names: readonly string[];
  readonly figures: Float64Array;
}

/** Figures between processes: of routes, and of the whole by name. */
export interface CounterReport {
  readonly rows: CounterRows;
  readonly counts: Readonly<Record<string, number>>;
}

/** Gauges of one process, by name. */
export type Gauges = Readonly<Record<string, number>>;

/** Something that can be packed as a row; `tallies` may be called once. */
export interface RowSource {
  readonly key: string;
  readonly values: Float64Array;
  tallies(each: (name: string, count: number) => void): void;
}

/** Packs rows. The values of a source are read before its tallies are asked for. */
export function packRows(sources: readonly RowSource[]): CounterRows {
  const names = new Map<string, number>();
  const figures: number[] = [];
  for (const [index, { values, tallies }] of sources.entries()) {
    for (let place = 0; place < rowWidth; place += 1) {
      const value = values[place] ?? 0;
      if (value !== 0) figures.push(index, place, value);
    }
    tallies((name, count) => {
      const known = names.get(name) ?? names.size;
      names.set(name, known);
      figures.push(index, rowWidth + known, count);
    });
  }
  const keys = sources.map(({ key }) => key);
  return { keys, names: [...names.keys()], figures: new Float64Array(figures) };
}

/** Packs what some routes counted since the last time; they begin anew. */
export function takeRows(counters: readonly RouteCounters[]): CounterRows {
  return packRows(
    counters.map((one) => ({
      key: one.key,
      values: one.values,
      tallies: (each: (name: string, count: number) => void): void => one.take(each),
    })),
  );
}

const mostKeys = 20_000;
const mostNames = 10_000;
const longestText = 16_384;

/** Tells a report from what is none, or is without bound. */
export function isCounterReport(value: unknown): value is CounterReport {
  return isRecord(value) && isRows(value['rows']) && isNumbers(value['counts']);
}

/** A bounded record of numbers by name. */
export function isNumbers(value: unknown): value is Readonly<Record<string, number>> {
  if (!isRecord(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= mostNames && entries.every(([, number]) => typeof number === 'number');
}

function isRows(value: unknown): value is CounterRows {
  if (!isRecord(value)) return false;
  const { keys, names, figures } = value;
  if (!isTexts(keys, mostKeys) || !isTexts(names, mostNames)) return false;
  return figures instanceof Float64Array && figures.length % 3 === 0;
}

function isTexts(value: unknown, most: number): value is readonly string[] {
  if (!Array.isArray(value) || value.length > most) return false;
  return value.every((text) => typeof text === 'string' && text.length <= longestText);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
