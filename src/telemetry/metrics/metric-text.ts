import { sizeBounds, timeBounds } from '../histogram.ts';
import type { Metric, Sample } from './metric.ts';

// The text format 0.0.4 of Prometheus, https://prometheus.io/docs/instrumenting/exposition_formats/.

/** The media type of what is written here. */
export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** The two lines that begin a family. */
export function familyHead({ name, type, help }: Metric): string {
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;
}

/** A family with its series; empty when it has none. */
export function familyText(metric: Metric, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const lines = samples.map(({ labels = {}, value }) => {
    const text = labelsText(labels);
    return typeof value === 'number'
      ? line(metric.name, text, value)
      : histogramText(metric.name, text, value, 0);
  });
  return familyHead(metric) + lines.join('');
}

/** Labels as they stand between braces. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeValue(value)}"`)
    .join(',');
}

/** One series; `labels` as {@link labelsText} makes them. */
export function line(name: string, labels: string, value: number): string {
  return labels === '' ? `${name} ${numberText(value)}\n` : `${name}{${labels}} ${numberText(value)}\n`;
}

/** The series of the histogram that begins at a place of a row; empty when nothing was observed. */
export function histogramText(
  name: string,
  labels: string,
  row: Float64Array,
  place: number,
  kind: 'sizes' | 'times' = 'times',
): string {
  const bounds = kind === 'times' ? timeBounds : sizeBounds;
  const open = labels === '' ? `${name}_bucket{le="` : `${name}_bucket{${labels},le="`;
  let text = '';
  let count = 0;
  for (const [bucket, bound] of bounds.entries()) {
    count += row[place + bucket] ?? 0;
    text += `${open}${bound}"} ${count}\n`;
  }
  count += row[place + bounds.length] ?? 0;
  if (count === 0) return '';
  const sum = line(`${name}_sum`, labels, row[place + bounds.length + 1] ?? 0);
  return `${text}${open}+Inf"} ${count}\n${sum}${line(`${name}_count`, labels, count)}`;
}

function escapeValue(value: string): string {
  return /[\\"\n]/.test(value)
    ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
    : value;
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
