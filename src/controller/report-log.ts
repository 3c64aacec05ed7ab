import type { LogFields, Logger } from '../base/index.ts';
import { formatRef, type ObjectReport, reasons, reportKey } from '../model/index.ts';

/** How the reports differ from those before. */
export interface ReportDifference {
  readonly added: readonly ObjectReport[];
  /** Reports that are gone and have no successor with the same object, reason and field. */
  readonly resolved: readonly ObjectReport[];
}

/** Remembers which reports stand, and logs each once when it comes and once when it is gone. */
export interface ReportLog {
  update(reports: readonly ObjectReport[]): ReportDifference;
}

/** A thousand bad objects are not a thousand lines. */
const mostLines = 100;

export function createReportLog(logger: Logger): ReportLog {
  let standing: ReadonlyMap<string, ObjectReport> = new Map();
  return {
    update(reports) {
      const before = standing;
      standing = new Map(reports.map((report) => [reportKey(report), report]));
      const added = [...standing].flatMap(([key, report]) => (before.has(key) ? [] : [report]));
      const gone = [...before].flatMap(([key, report]) => (standing.has(key) ? [] : [report]));
      const subjects = new Set(added.map(subject));
      const resolved = gone.filter((report) => !subjects.has(subject(report)));
      logAll(added, (report) => logReport(logger, report), logger, 'more reports came');
      logAll(resolved, (report) => logResolved(logger, report), logger, 'more reports were resolved');
      return { added, resolved };
    },
  };
}

function subject(report: ObjectReport): string {
  return `${formatRef(report.object)}\n${report.reason}\n${report.field ?? ''}`;
}

function logAll(
  reports: readonly ObjectReport[],
  log: (report: ObjectReport) => void,
  logger: Logger,
  rest: string,
): void {
  const visible = reports.filter((report) => !isQuiet(report));
  visible.slice(0, mostLines).forEach(log);
  if (visible.length > mostLines) logger.warn(rest, { count: visible.length - mostLines });
}

/** What is as it should be, such as an Ingress of another class, is no news at level info. */
function isQuiet(report: ObjectReport): boolean {
  const { scope, severity } = reasons[report.reason];
  return severity === 'info' && scope !== 'source';
}

function logReport(logger: Logger, report: ObjectReport): void {
  const { severity, hint } = reasons[report.reason];
  const fields = { ...place(report), ...(severity === 'info' ? {} : { hint }) };
  const level = severity === 'warning' ? 'warn' : severity;
  logger[level](`${formatRef(report.object)}: ${report.message}`, fields);
}

function logResolved(logger: Logger, report: ObjectReport): void {
  logger.info(`${formatRef(report.object)}: resolved`, place(report));
}

function place(report: ObjectReport): LogFields {
  return {
    reason: report.reason,
    ...(report.field === undefined ? {} : { field: report.field }),
    ...(report.file === undefined ? {} : { file: report.file }),
    ...(report.line === undefined ? {} : { line: report.line }),
  };
}
