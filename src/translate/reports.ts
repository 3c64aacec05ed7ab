import { type ObjectReport, reportKey } from '../model/index.ts';
import type { Pass } from './draft.ts';
import { limitReports } from './limit-reports.ts';
import { compareText, createOrder } from './order.ts';

/** Sorts what the passes had to say; equal reports are said once, and not too many of one object. */
export function createReportsPass(): Pass {
  const keys = new WeakMap<ObjectReport, string>();
  const keyOf = (report: ObjectReport): string => {
    const key = keys.get(report) ?? reportKey(report);
    keys.set(report, key);
    return key;
  };
  const order = createOrder<ObjectReport>((a, b) => compareText(keyOf(a), keyOf(b)));
  let sorted: readonly ObjectReport[] = [];
  let said: readonly ObjectReport[] = [];
  return (draft) => {
    const next = order(draft.collected);
    if (next !== sorted) {
      sorted = next;
      const once = next.filter((report, index) => {
        const before = next[index - 1];
        return before === undefined || keyOf(before) !== keyOf(report);
      });
      said = limitReports(once);
    }
    draft.reports = said;
  };
}
