import { formatRef, type ObjectReport, reasons } from '../../model/index.ts';
import type { Line, Styled } from '../terminal/print.ts';
import type { ProblemRow } from '../wire/wire.ts';
import { type ObjectPlaces, placeOf } from './object-place.ts';

/** A report with the place of its object, where it names none itself. */
export function placedProblem(report: ObjectReport, places: ObjectPlaces | undefined): ProblemRow {
  const row = toProblemRow(report);
  if (places === undefined || row.file !== undefined) return row;
  return { ...row, ...placeOf(report.object, places) };
}

/** A report as the control socket sends it. */
export function toProblemRow({ object, reason, message, field, file, line }: ObjectReport): ProblemRow {
  const { severity, hint } = reasons[reason];
  return { severity, object: formatRef(object), reason, message, hint, field, file, line };
}

const colours = { error: 'red', warning: 'yellow', info: 'dim' } as const;

/** A severity as it stands out on a terminal. */
export function severityText(severity: ProblemRow['severity'], text: string = severity): Styled {
  return { text, style: colours[severity] };
}

/** A problem in three lines below what it is about. */
export function problemLines(subject: string, problem: ProblemRow): readonly Line[] {
  const { severity, reason, message, hint } = problem;
  return [
    '',
    [`${oneLine(subject)}: `, severityText(severity), ` ${reason}${placeText(problem)}`],
    `  ${indented(message)}`,
    `  hint: ${hint}`,
  ];
}

/** The cell of a table: the first reason, errors before warnings, and how many more there are. */
export function problemsText(problems: readonly ProblemRow[]): string {
  const first = problems.find(({ severity }) => severity === 'error') ?? problems[0];
  if (first === undefined) return '';
  return problems.length === 1 ? first.reason : `${first.reason} +${problems.length - 1}`;
}

/** ` (spec.rules[0].host, cafe.yaml:12)`, as far as it is known. */
export function placeText({ field, file, line }: ProblemRow): string {
  const position = file === undefined || line === undefined ? file : `${file}:${line}`;
  const parts = [field, position].filter((part) => part !== undefined);
  return parts.length === 0 ? '' : ` (${oneLine(parts.join(', '))})`;
}

function indented(message: string): string {
  return message.replaceAll('\n', '\n    ');
}

function oneLine(text: string): string {
  return text.replaceAll('\n', ' ');
}
