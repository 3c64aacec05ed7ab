import { formatRef, type ObjectReport, reasons } from '../model/index.ts';
import type { ProblemRow } from './wire.ts';

/** A report as the control socket sends it. */
export function toProblemRow({ object, reason, message, field, file, line }: ObjectReport): ProblemRow {
  const { severity, hint } = reasons[reason];
  return { severity, object: formatRef(object), reason, message, hint, field, file, line };
}

/** A problem in three lines below what it is about. */
export function problemLines(subject: string, problem: ProblemRow): readonly string[] {
  return [
    '',
    `${subject}: ${problem.severity} ${problem.reason}${placeText(problem)}`,
    `  ${problem.message}`,
    `  hint: ${problem.hint}`,
  ];
}

/** ` (spec.rules[0].host, cafe.yaml:12)`, as far as it is known. */
function placeText({ field, file, line }: ProblemRow): string {
  const position = file === undefined || line === undefined ? file : `${file}:${line}`;
  const parts = [field, position].filter((part) => part !== undefined);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
