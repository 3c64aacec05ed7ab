/**
 * The sum of two snapshots of counters of one shape: numbers are added, in records by name, in arrays and
 * typed arrays by place; of anything else the later is kept. Missing counts as nothing.
 */
export function sumCounters(a: unknown, b: unknown): unknown {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (isNumberArray(a) && isNumberArray(b)) return addInPlace(a, b);
  if (!isRecord(a) || !isRecord(b)) return b;
  const sum = new Map(Object.entries(a));
  for (const [name, value] of Object.entries(b)) sum.set(name, sumCounters(sum.get(name), value));
  return Object.fromEntries(sum);
}

/** What a worker leaves behind: all but `gauges`, the field for what lives and dies with it. */
export function withoutGauges(counters: unknown): unknown {
  if (!isRecord(counters)) return counters;
  return Object.fromEntries(Object.entries(counters).filter(([name]) => name !== 'gauges'));
}

/** Bounds what a worker may send: deeper or larger snapshots are dropped. */
export function isBoundedCounters(counters: unknown, maxDepth = 8, maxNodes = 1_000_000): boolean {
  let nodes = 0;
  const visit = (value: unknown, depth: number): boolean => {
    nodes += 1;
    if (nodes > maxNodes || depth > maxDepth) return false;
    if (isNumberArray(value)) {
      nodes += value.length;
      return nodes <= maxNodes;
    }
    return !isRecord(value) || Object.values(value).every((child) => visit(child, depth + 1));
  };
  return visit(counters, 0);
}

type NumberArray = readonly number[] | Float64Array | Uint32Array;

function isNumberArray(value: unknown): value is NumberArray {
  if (value instanceof Float64Array || value instanceof Uint32Array) return true;
  return Array.isArray(value) && value.every((entry) => typeof entry === 'number');
}

/** In double precision, so that a sum never wraps. */
function addInPlace(a: NumberArray, b: NumberArray): Float64Array {
  const sum = new Float64Array(Math.max(a.length, b.length));
  for (let place = 0; place < sum.length; place += 1) sum[place] = (a[place] ?? 0) + (b[place] ?? 0);
  return sum;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
