import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  type Metric,
  nginxMetrics,
  nginxRouteMetrics,
  routeMetrics,
  serverMetrics,
} from '../src/telemetry/index.ts';

// What an operator copies must ask for metrics that exist, by labels they have.

const folder = join(import.meta.dirname, '..', 'examples', 'monitoring');
const read = (file: string): unknown => parse(readFileSync(join(folder, file), 'utf8'));

const alerts = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            alert: z.string(),
            expr: z.string(),
            labels: z.object({ severity: z.enum(['critical', 'warning']) }),
            annotations: z.object({ summary: z.string(), description: z.string() }),
          }),
        ),
      }),
    ),
  })
  .parse(read('alerts.yaml'))
  .groups.flatMap(({ rules }) => rules);

const target = z.object({ expr: z.string(), legendFormat: z.string() });
const dashboard = z
  .object({
    panels: z.array(z.object({ title: z.string(), type: z.string(), targets: z.array(target).optional() })),
    templating: z.object({ list: z.array(z.object({ query: z.unknown() })) }),
  })
  .parse(read('grafana-dashboard.json'));
const panels = dashboard.panels.filter(({ type }) => type !== 'row');

const own: readonly Metric[] = [...routeMetrics, ...Object.values(serverMetrics)];
const byName = new Map(own.flatMap((metric) => namesOf(metric).map((name) => [name, metric] as const)));

function namesOf({ name, type }: Metric): readonly string[] {
  return type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}

/** Labels that Prometheus itself adds. */
const ofPrometheus = ['instance', 'job'];

/** The metrics an expression asks for; with what it says of labels that none of them has. */
function judge(expr: string): { readonly labels: readonly string[]; readonly wrong: readonly string[] } {
  const names = [...expr.matchAll(/\bsluice_\w+/g)].map(([name]) => name);
  const unknown = names.filter((name) => !byName.has(name));
  const labels = [
    ...ofPrometheus,
    ...names.flatMap((name) => [
      ...(byName.get(name)?.labels ?? []),
      ...(name.endsWith('_bucket') ? ['le'] : []),
    ]),
  ];
  const selected = [...expr.matchAll(/(sluice_\w+)\{([^}]*)\}/g)].flatMap(([, name = '', inside = '']) =>
    [...inside.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)]
      .map(([, label = '']) => label)
      .filter((label) => !(byName.get(name)?.labels ?? []).includes(label)),
  );
  const grouped = [...expr.matchAll(/\b(?:by|on|without|ignoring|group_left)\s*\(([^)]*)\)/g)]
    .flatMap(([, inside = '']) => inside.split(',').map((label) => label.trim()))
    .filter((label) => label !== '' && !labels.includes(label));
  return { labels, wrong: [...unknown, ...selected, ...grouped] };
}

describe('alert rules', () => {
  test.each(alerts.map((rule) => [rule.alert, rule] as const))('%s asks for what there is', (_, rule) => {
    const { labels, wrong } = judge(rule.expr);
    expect(wrong).toEqual([]);
    expect(rule.expr).toMatch(/sluice_/);
    const text = `${rule.annotations.summary} ${rule.annotations.description}`;
    const used = [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);
    expect(labels).toEqual(expect.arrayContaining(used));
  });

  test('have names of their own', () => {
    const names = alerts.map(({ alert }) => alert);
    expect(names).toEqual([...new Set(names)]);
  });
});

describe('the dashboard', () => {
  test.each(panels.map((panel) => [panel.title, panel] as const))('%s asks for what there is', (_, panel) => {
    expect(panel.targets).not.toEqual([]);
    for (const { expr, legendFormat } of panel.targets ?? []) {
      const { labels, wrong } = judge(expr);
      expect(wrong).toEqual([]);
      const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
      expect(labels).toEqual(expect.arrayContaining(shown));
    }
  });

  test('offers values of labels there are', () => {
    const queries = JSON.stringify(dashboard.templating.list);
    for (const [, name = '', label = ''] of queries.matchAll(/label_values\((sluice_\w+)[^,]*, (\w+)\)/g)) {
      expect(byName.get(name)?.labels).toContain(label);
    }
    expect(queries).toContain('label_values(sluice_requests_total, namespace)');
  });
});

describe('the catalogue of metrics', () => {
  const all = [...own, ...nginxRouteMetrics, ...Object.values(nginxMetrics)];

  test('has each name once, in the form of Prometheus', () => {
    const names = all.flatMap(namesOf);
    expect(names).toEqual([...new Set(names)]);
    for (const { name, labels } of all) {
      expect(name).toMatch(/^(sluice|nginx_ingress_controller)(_[a-z0-9]+)+$/);
      expect(labels).toEqual([...new Set(labels)]);
    }
  });

  test('names counters of ours by _total, and nothing else', () => {
    for (const { name, type } of own) expect(name.endsWith('_total'), name).toBe(type === 'counter');
  });
});
