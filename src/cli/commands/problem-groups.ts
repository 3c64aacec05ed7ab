import { type ObjectReport, type Reason, reasons } from '../../model/index.ts';
import type { ObjectPlaces } from '../control/object-place.ts';
import { placedProblem } from '../control/problem-row.ts';
import type { ProblemGroup } from '../wire/wire.ts';

/**
 * Reports that need a hand, by reason: errors first, then what is most frequent. Of each reason the first problems in
 * order of the reports, so that no more than `most` are told in all where there are fewer reasons than that.
 */
export function problemGroups(
  reports: readonly ObjectReport[],
  most: number,
  places?: ObjectPlaces,
): readonly ProblemGroup[] {
  const byReason = new Map<Reason, ObjectReport[]>();
  let total = 0;
  for (const report of reports) {
    if (reasons[report.reason].severity === 'info') continue;
    total += 1;
    const group = byReason.get(report.reason);
    if (group === undefined) byReason.set(report.reason, [report]);
    else group.push(report);
  }
  const each = total <= most ? most : Math.max(1, Math.floor(most / byReason.size));
  return [...byReason]
    .map(
      ([reason, group]): ProblemGroup => ({
        reason,
        severity: reasons[reason].severity === 'error' ? 'error' : 'warning',
        count: group.length,
        problems: group.slice(0, each).map((report) => placedProblem(report, places)),
      }),
    )
    .sort(byWeight);
}

function byWeight(a: ProblemGroup, b: ProblemGroup): number {
  if (a.severity !== b.severity) return a.severity === 'error' ? -1 : 1;
  return b.count - a.count || (a.reason < b.reason ? -1 : 1);
}
