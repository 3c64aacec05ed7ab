/** Upper bounds of the buckets of times, in seconds: those of ingress-nginx, and finer and coarser ones. */
export const timeBounds: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60,
];

/** Upper bounds of the buckets of sizes, in bytes. */
export const sizeBounds: readonly number[] = [100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

/** The bucket a value falls in: the first whose bound it does not exceed; the one after the last takes the rest. */
export function bucketOf(bounds: readonly number[], value: number): number {
  let bucket = 0;
  while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket += 1;
  return bucket;
}

/** Cells of a histogram in a row of numbers: how many fell into each bucket (not cumulated), then the sum. */
export function histogramWidth(bounds: readonly number[]): number {
  return bounds.length + 2;
}

/** Counts a value in the histogram that begins at place `at` of a row. */
export function observe(row: Float64Array, at: number, bounds: readonly number[], value: number): void {
  const bucket = at + bucketOf(bounds, value);
  const sum = at + bounds.length + 1;
  row[bucket] = (row[bucket] ?? 0) + 1;
  row[sum] = (row[sum] ?? 0) + value;
}

/** A histogram of times that stands alone. */
export class TimeHistogram {
  readonly cells: Float64Array = new Float64Array(histogramWidth(timeBounds));

  observe(seconds: number): void {
    observe(this.cells, 0, timeBounds, seconds);
  }
}
