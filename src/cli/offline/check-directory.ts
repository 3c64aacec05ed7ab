import { join } from 'node:path';
import type { Kind } from '../../kubernetes/types/index.ts';
import { type ObjectReport, type Reason, reasons, type Severity } from '../../model/index.ts';
import type { ServeSettings } from '../../settings/index.ts';
import { fieldLines } from '../../source/index.ts';
import { toProblemRow } from '../control/problem-row.ts';
import type { ProblemRow } from '../wire/wire.ts';
import { loadOffline, type OfflineWorld } from './offline.ts';

/** What a check of manifests found. */
export interface CheckResult {
  /** By file and line. */
  readonly problems: readonly ProblemRow[];
  readonly counts: Readonly<Record<Severity, number>>;
  /** Left out because their reason is ignored. */
  readonly ignored: number;
  readonly ingresses: number;
}

export interface CheckOptions {
  readonly ignore: ReadonlySet<Reason>;
  /** Names a file of the directory as the user would. */
  display(file: string): string;
}

/**
 * Reads and translates a directory as a server would, and says all that is to be said of it.
 * @throws OperatorError where it cannot be read.
 */
export async function checkDirectory(settings: ServeSettings, options: CheckOptions): Promise<CheckResult> {
  const world = await loadOffline(settings);
  const { reports, snapshot } = world.description;
  const told = reports.filter(({ reason }) => !options.ignore.has(reason));
  const problems = locate(told, world, settings.manifests)
    .map((report) => toProblemRow(display(report, options)))
    .sort(comparePlace);
  return {
    problems,
    counts: {
      error: countOf(told, 'error'),
      warning: countOf(told, 'warning'),
      info: countOf(told, 'info'),
    },
    ignored: reports.length - told.length,
    ingresses: snapshot.ingresses.size,
  };
}

/** Gives reports of translation the file and the line of the field they are about. */
function locate(
  reports: readonly ObjectReport[],
  world: OfflineWorld,
  directory: string,
): readonly ObjectReport[] {
  const placed = reports.map((report) => place(report, world));
  const open = Map.groupBy(
    placed.filter((report, index) => report !== reports[index] && report.line !== undefined),
    ({ file = '' }) => file,
  );
  const lines = new Map<ObjectReport, number>();
  for (const [file, list] of open) {
    const wanted = list.map(({ line = 1, field = '' }) => ({ line, field }));
    for (const [index, line] of fieldLines(join(directory, file), wanted).entries()) {
      const report = list[index];
      if (report !== undefined) lines.set(report, line);
    }
  }
  return placed.map((report) => {
    const line = lines.get(report);
    return line === undefined ? report : { ...report, line };
  });
}

function place(report: ObjectReport, world: OfflineWorld): ObjectReport {
  const { kind, namespace, name } = report.object;
  if (report.file !== undefined || !isKind(kind)) return report;
  const key = namespace === undefined ? name : `${namespace}/${name}`;
  const file = world.place(kind, key);
  const line = world.line(kind, key);
  if (file === undefined) return report;
  return { ...report, file, ...(line === undefined ? {} : { line }) };
}

const kinds: Readonly<Record<Kind, true>> = {
  ConfigMap: true,
  EndpointSlice: true,
  Ingress: true,
  IngressClass: true,
  Secret: true,
  Service: true,
  SLBInstance: true,
};

function isKind(text: string): text is Kind {
  return Object.hasOwn(kinds, text);
}

function display(report: ObjectReport, options: CheckOptions): ObjectReport {
  return report.file === undefined ? report : { ...report, file: options.display(report.file) };
}

function countOf(reports: readonly ObjectReport[], severity: Severity): number {
  return reports.filter(({ reason }) => reasons[reason].severity === severity).length;
}

/** What is from no file comes first. */
function comparePlace(a: ProblemRow, b: ProblemRow): number {
  const [left, right] = [a.file ?? '', b.file ?? ''];
  if (left !== right) return left < right ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}
