import { compareReports, formatRef, type ObjectReport } from '../model/index.ts';

/** More reports than this on one object help nobody, and an object can have tens of thousands of paths. */
const maxReports = 50;

/** Of sorted reports, the first of each object; one more says how many were left out. Sorted as before. */
export function limitReports(sorted: readonly ObjectReport[]): readonly ObjectReport[] {
  if (sorted.length <= maxReports) return sorted;
  const kept: ObjectReport[] = [];
  const left = new Map<string, { first: ObjectReport; count: number }>();
  let current: string | undefined;
  let count = 0;
  for (const report of sorted) {
    const object = formatRef(report.object);
    count = object === current ? count + 1 : 1;
    current = object;
    if (count <= maxReports) {
      kept.push(report);
      continue;
    }
    const summary = left.get(object);
    if (summary === undefined) left.set(object, { first: report, count: 1 });
    else summary.count += 1;
  }
  if (left.size === 0) return sorted;
  for (const { first, count } of left.values()) {
    const message = `${count} more reports on this object are left out`;
    kept.push({ ...first, message });
  }
  return kept.sort(compareReports);
}
