import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { controlSocketPath } from '../../src/admin/index.ts';

/** One series of a text of metrics. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A family: what a TYPE line announces, and the series below it. */
export interface Family {
  readonly name: string;
  readonly type: string;
  readonly series: readonly Series[];
}

/**
 * Reads the text format 0.0.4, and throws at what a strict reader would refuse: a series outside its family, a family or
 * series that comes twice, a histogram that does not add up.
 */
export function parseMetrics(body: string): ReadonlyMap<string, Family> {
  if (!body.endsWith('\n')) throw new Error('the last line has no end');
  const families = new Map<string, { name: string; type: string; series: Series[] }>();
  const seen = new Set<string>();
  let family: { name: string; type: string; series: Series[] } | undefined;
  for (const line of body.slice(0, -1).split('\n')) {
    if (line.startsWith('# HELP ')) continue;
    const [, name, type] = /^# TYPE ([a-z_]+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined) {
      if (families.has(name)) throw new Error(`family twice: ${name}`);
      family = { name, type, series: [] };
      families.set(name, family);
      continue;
    }
    const series = parseSeries(line);
    const suffix = family?.type === 'histogram' ? /(_bucket|_sum|_count)$/ : /(?!)/;
    if (family === undefined || series.name.replace(suffix, '') !== family.name) {
      throw new Error(`outside its family: ${line}`);
    }
    const key = series.name + JSON.stringify(Object.entries(series.labels).toSorted());
    if (seen.has(key)) throw new Error(`series twice: ${line}`);
    seen.add(key);
    family.series.push(series);
  }
  for (const one of families.values()) if (one.type === 'histogram') checkHistogram(one);
  return families;
}

function parseSeries(line: string): Series {
  const [, name, inner, number] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/s.exec(line) ?? [];
  if (name === undefined || number === undefined) throw new Error(`not a series: ${line}`);
  const labels: Record<string, string> = {};
  let rest = inner ?? '';
  while (rest !== '') {
    const [whole, label, value] = /^([a-z_]+)="((?:[^"\\]|\\["\\n])*)"(?:,(?=.)|$)/s.exec(rest) ?? [];
    if (whole === undefined || label === undefined || value === undefined)
      throw new Error(`not labels: ${rest}`);
    labels[label] = value.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
    rest = rest.slice(whole.length);
  }
  const value = number === '+Inf' ? Number.POSITIVE_INFINITY : Number(number);
  if (Number.isNaN(value)) throw new Error(`not a number: ${line}`);
  return { name, labels, value };
}

function checkHistogram({ name, series }: Family): void {
  const counts = new Map<string, number>();
  const last = new Map<string, number>();
  for (const { name: part, labels, value } of series) {
    const { le, ...others } = labels;
    const key = JSON.stringify(Object.entries(others).toSorted());
    if (part === `${name}_count`) counts.set(key, value);
    if (le === undefined) continue;
    if (value < (last.get(key) ?? 0)) throw new Error(`${name}: buckets go down`);
    last.set(key, value);
  }
  for (const [key, count] of counts) if (last.get(key) !== count) throw new Error(`${name}: count ${key}`);
}

/** The sum of the series of a name that have these labels. */
export function sumOf(
  families: ReadonlyMap<string, Family>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const wanted = Object.entries(labels);
  return [...families.values()]
    .flatMap(({ series }) => series)
    .filter((one) => one.name === name && wanted.every(([label, value]) => one.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

/** What a running program says under `/metrics`. */
export async function scrape(state: string): Promise<ReadonlyMap<string, Family>> {
  const body = await new Promise<string>((resolve, reject) => {
    const asked = request({ socketPath: controlSocketPath(state), path: '/metrics', agent: false });
    asked.once('response', (response) => text(response).then(resolve, reject));
    asked.once('error', reject);
    asked.end();
  });
  return parseMetrics(body);
}
