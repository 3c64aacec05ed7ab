import type { ControllerDescription, StatusUpdate } from '../controller/index.ts';
import { formatRef, type ObjectReport, reasons } from '../model/index.ts';

/**
 * One line a change: what changed, and when it was in force or what is wrong with it.
 * `describe` is costly, and asked only where a load balancer is not in force.
 */
export function changeLines(update: StatusUpdate, describe: () => ControllerDescription): readonly string[] {
  if (update.changes.length === 0) return [];
  const idle = update.programmed ? new Set<string>() : unserved(describe());
  return update.changes.map(({ line, ms }) => {
    const subject = /^\S+ \S+/.exec(line)?.[0] ?? '';
    const problem = update.added.find((report) => concerns(report, subject));
    if (problem !== undefined) return `${line}: ${problem.message} (${problem.reason})`;
    if (idle.has(subject)) return `${line}: not served yet`;
    return `${line}: in force after ${Math.max(1, Math.round(ms))} ms`;
  });
}

function concerns(report: ObjectReport, subject: string): boolean {
  return reasons[report.reason].severity !== 'info' && formatRef(report.object) === subject;
}

function unserved({ ingresses }: ControllerDescription): ReadonlySet<string> {
  return new Set(
    ingresses
      .filter(({ loadBalancer, programmed }) => loadBalancer !== undefined && !programmed)
      .map(({ ingress }) => `Ingress ${ingress.metadata.namespace ?? ''}/${ingress.metadata.name}`),
  );
}
