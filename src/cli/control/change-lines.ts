import type { ControllerDescription, StatusUpdate } from '../../controller/index.ts';
import { formatRef, type ObjectReport, reasons } from '../../model/index.ts';

const mostReports = 10;

/**
 * One line a change: what changed, and when it was in force or what is wrong with it. What is wrong with a file stands as
 * the source says it. New problems of objects that did not change have lines of their own.
 * `describe` is costly, and asked only where a load balancer is not in force.
 */
export function changeLines(update: StatusUpdate, describe: () => ControllerDescription): readonly string[] {
  const problems = update.standing.filter(isProblem).sort(byWeight);
  const told = new Set<ObjectReport>();
  const idle = update.programmed || update.changes.length === 0 ? new Set<string>() : unserved(describe());
  const lines = update.changes.map(({ line, ms }) => {
    const subject = subjectOf(line);
    if (subject === undefined) return line;
    const own = problems.filter((report) => formatRef(report.object) === subject);
    for (const report of own) told.add(report);
    const problem = own[0] ?? problems.find((report) => names(report, subject));
    if (problem !== undefined) {
      told.add(problem);
      return `${line}: ${own.length > 0 ? reportText(problem) : reportLine(problem)}`;
    }
    if (line.startsWith(`${subject} is `)) return line;
    if (idle.has(subject)) return `${line}: not served yet`;
    return `${line}: in force after ${Math.max(1, Math.round(ms))} ms`;
  });
  const others = update.added
    .filter((report) => isProblem(report) && !told.has(report) && !isSaid(report, lines))
    .sort(byWeight);
  return [...lines, ...shorten(others)];
}

/** `Ingress default/cafe` of `Ingress default/cafe changed (cafe.yaml)`; undefined where a line is about a file. */
function subjectOf(line: string): string | undefined {
  return /^([A-Z][A-Za-z]* \S+) (?:added|changed|deleted|is invalid, [a-z ]+)(?: \(.*\))?$/.exec(line)?.[1];
}

/** A Secret, or Service, is in force only where the Ingresses that use it have nothing to say of it. */
function names({ message }: ObjectReport, subject: string): boolean {
  const at = message.indexOf(subject);
  return at >= 0 && !/[\w.-]/.test(message.charAt(at + subject.length));
}

/** The source tells what is wrong with a file in a line of its own. */
function isSaid({ object, message }: ObjectReport, lines: readonly string[]): boolean {
  return object.kind === 'File' || lines.some((line) => line.endsWith(message));
}

function isProblem({ reason }: ObjectReport): boolean {
  return reasons[reason].severity !== 'info';
}

/** Errors first; of one weight, what sums up others last. */
function byWeight(a: ObjectReport, b: ObjectReport): number {
  return weight(a) - weight(b);
}

function weight({ reason, message }: ObjectReport): number {
  const summary = /^\d+ more /.test(message) ? 2 : 0;
  return summary + (reasons[reason].severity === 'error' ? 0 : 1);
}

function shorten(reports: readonly ObjectReport[]): readonly string[] {
  const rest = reports.length - mostReports;
  const lines = reports.slice(0, mostReports).map(reportLine);
  return rest > 0 ? [...lines, `… and ${rest} more in the log`] : lines;
}

/** `Ingress default/cafe: what is wrong (Reason)`. */
export function reportLine(report: ObjectReport): string {
  return `${formatRef(report.object)}: ${reportText(report)}`;
}

function reportText({ message, reason }: ObjectReport): string {
  return `${message} (${reason})`;
}

function unserved({ ingresses }: ControllerDescription): ReadonlySet<string> {
  return new Set(
    ingresses
      .filter(({ loadBalancer, programmed }) => loadBalancer !== undefined && !programmed)
      .map(({ ingress }) => `Ingress ${ingress.metadata.namespace ?? ''}/${ingress.metadata.name}`),
  );
}
