import { formatRef, type ObjectRef, type ObjectReport, reasons } from '../model/index.ts';
import type { ExplainedProblem } from './explanation.ts';
import type { RuleIndex } from './rule-index.ts';
import type { ExplainSources, ServedInstance } from './sources.ts';

const mostProblems = 20;

/** What stands reported on what takes a request, on the Ingresses of its host, and on the instance. */
export function explainProblems(
  winner: ObjectRef | undefined,
  host: string | undefined,
  sources: ExplainSources,
  index: RuleIndex,
): readonly ExplainedProblem[] {
  const objects = new Map<string, ObjectRef>();
  if (winner !== undefined) objects.set(formatRef(winner), winner);
  const rules = host === undefined ? [] : index.ofHost(host);
  for (const { ingress } of rules) objects.set(formatRef(ingress), ingress);
  return [...objects.values()]
    .flatMap((object) => index.reportsOn(object))
    .filter(({ reason }) => reasons[reason].severity !== 'info')
    .slice(0, mostProblems)
    .map((report) => toProblem(report, sources));
}

function toProblem(report: ObjectReport, sources: ExplainSources): ExplainedProblem {
  const { object, reason, message, field, file, line } = report;
  const { severity, hint } = reasons[reason];
  const place =
    file === undefined ? sources.place(object) : { file, ...(line === undefined ? {} : { line }) };
  return {
    severity,
    object: formatRef(object),
    reason,
    message,
    hint,
    ...(field === undefined ? {} : { field }),
    ...(place === undefined ? {} : { place }),
  };
}

/** Why an instance is not in force, in a sentence; undefined where it is. */
export function instanceProblem(served: ServedInstance | undefined): string | undefined {
  if (served === undefined || served.programmed) return undefined;
  const [first] = served.problems;
  return first === undefined ? 'The instance is not in force yet.' : `${first.message} (${first.reason}).`;
}
