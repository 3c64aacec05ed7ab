import { expect, test } from 'vitest';
import { compareReports, type ObjectReport } from '../model/index.ts';
import { limitReports } from './limit-reports.ts';

function reportsOn(name: string, count: number): ObjectReport[] {
  const object = { kind: 'Ingress', namespace: 'shop', name };
  return Array.from({ length: count }, (_, index) => ({
    object,
    reason: 'ServiceNotFound',
    message: `Service ${index}`,
  }));
}

test('keeps all reports of objects that have few', () => {
  const reports = [...reportsOn('a', 50), ...reportsOn('b', 50)].sort(compareReports);
  expect(limitReports(reports)).toBe(reports);
});

test('says how many reports of an object were left out, and leaves those of others', () => {
  const reports = [...reportsOn('a', 80), ...reportsOn('b', 2)].sort(compareReports);
  const limited = limitReports(reports);
  expect(limited).toHaveLength(53);
  expect(limited.map(({ message }) => message)).toContain('30 more reports on this object are left out');
  expect(limited).toEqual(limited.toSorted(compareReports));
});

test('keeps those of the first fields, by number', () => {
  const reports = reportsOn('a', 120).map(
    (report, index): ObjectReport => ({ ...report, field: `spec.rules[${index}]` }),
  );
  const fields = limitReports(reports.toReversed().sort(compareReports)).map(({ field }) => field);
  expect(new Set(fields)).toEqual(new Set(Array.from({ length: 51 }, (_, index) => `spec.rules[${index}]`)));
});
