import fc from 'fast-check';
import { Counter, Gauge, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { parseMetrics, sumOf } from '../../../test/support/metrics-text.ts';
import { TimeHistogram, timeBounds } from '../histogram.ts';
import { familyText } from './metric-text.ts';

const text = fc.string({
  unit: fc.constantFrom('a', '"', '\\', '\n', '{', '}', ',', '=', 'é', '\u2028', ' '),
});

test('labels of any text are written as prom-client writes them, and read back as they were', async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.double({ noNaN: true }), async (value, number) => {
      const metric = { name: 'made_up', type: 'gauge', help: 'One.', labels: ['label'] } as const;
      const ours = familyText(metric, [{ labels: { label: value }, value: number }]);
      const registry = new Registry();
      new Gauge({ name: 'made_up', help: 'One.', labelNames: ['label'], registers: [registry] }).set(
        { label: value },
        number,
      );
      expect(`${ours}`).toBe(`${await registry.metrics()}`);
      if (Number.isFinite(number)) {
        expect(parseMetrics(ours).get('made_up')?.series).toEqual([
          { name: 'made_up', labels: { label: value }, value: Object.is(number, -0) ? 0 : number },
        ]);
      }
    }),
  );
});

test('a help text of several lines stays one', async () => {
  const help = 'a \\ b\nc';
  const registry = new Registry();
  new Counter({ name: 'made_up', help, registers: [registry] }).inc(2);
  const metric = { name: 'made_up', type: 'counter', help, labels: [] } as const;
  expect(familyText(metric, [{ value: 2 }])).toBe(await registry.metrics());
});

test('a histogram has cumulated buckets, a sum and a count', () => {
  const histogram = new TimeHistogram();
  for (const seconds of [0.002, 0.002, 0.3, 100]) histogram.observe(seconds);
  const metric = { name: 'made_up_seconds', type: 'histogram', help: 'One.', labels: [] } as const;
  const families = parseMetrics(familyText(metric, [{ value: histogram.cells }]));
  expect(sumOf(families, 'made_up_seconds_bucket', { le: '0.0025' })).toBe(2);
  expect(sumOf(families, 'made_up_seconds_bucket', { le: '60' })).toBe(3);
  expect(sumOf(families, 'made_up_seconds_bucket', { le: '+Inf' })).toBe(4);
  expect(sumOf(families, 'made_up_seconds_count')).toBe(4);
  expect(sumOf(families, 'made_up_seconds_sum')).toBeCloseTo(100.304);
  expect(families.get('made_up_seconds')?.series).toHaveLength(timeBounds.length + 3);
});

test('a family without series is not announced', () => {
  expect(familyText({ name: 'made_up', type: 'gauge', help: 'One.', labels: [] }, [])).toBe('');
});
