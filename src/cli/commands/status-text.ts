import { placeText, severityText } from '../control/problem-row.ts';
import { count, formatAge, type Line, type Styled } from '../terminal/print.ts';
import { type TableOptions, table } from '../terminal/table.ts';
import type { InstanceSummary, ProblemGroup, ProcessRow, StatusRow } from '../wire/wire.ts';
import { certificateTable } from './certificate-table.ts';
import { hasWorkers, verdictOf } from './status-verdict.ts';

export interface StatusTextOptions extends Pick<TableOptions, 'width'> {
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A status for people: the verdict, what is wrong, then what there is. */
export function statusLines(status: StatusRow, options: StatusTextOptions): readonly Line[] {
  const { certificates, instances, processes, problems } = status;
  const inner = options.width === undefined ? {} : { width: options.width - indent.length };
  return [
    verdictLine(status),
    ...problemSection(problems),
    ...section('Instances', instances.length === 0 ? ['none'] : instanceTable(instances, inner)),
    ...section('Processes', processes.length === 0 ? [] : processTable(processes, options.now, inner)),
    ...section('Configuration', configurationLines(status, options.now)),
    ...section(
      'Certificates that need renewal',
      certificates.length === 0 ? [] : certificateTable(certificates, inner),
    ),
    ...section('Server', serverLines(status)),
  ];
}

const indent = '  ';

function section(title: string, lines: readonly Line[]): readonly Line[] {
  if (lines.length === 0) return [];
  return ['', [bold(title)], ...lines.map((line) => indented(line, indent))];
}

function indented(line: Line, by: string): Line {
  return typeof line === 'string' ? `${by}${line}` : [by, ...line];
}

function bold(text: string): Styled {
  return { text, style: 'bold' };
}

function verdictLine(status: StatusRow): Line {
  const { kind, text } = verdictOf(status);
  return kind === 'ok' ? [{ text: 'OK', style: 'green' }, `: ${text}`] : [severityText(kind, text)];
}

/** One heading and one hint a reason, with the objects below. */
function problemSection(groups: readonly ProblemGroup[]): readonly Line[] {
  const lines = section(
    'Problems',
    groups.flatMap(({ severity, reason, count: number, problems }): readonly Line[] => {
      const more = number - problems.length;
      return [
        [severityText(severity), ` ${reason}${number > 1 ? ` (${number})` : ''}`],
        ...problems.flatMap((problem) => [
          `  ${problem.object}${placeText(problem)}`.replaceAll('\n', ' '),
          `    ${problem.message.replaceAll('\n', '\n      ')}`,
        ]),
        ...(more > 0 ? [`  … and ${more} more`] : []),
        `  hint: ${problems[0]?.hint ?? ''}`,
      ];
    }),
  );
  const hidden = groups.some(({ count: number, problems }) => number > problems.length);
  return hidden ? [...lines, `${indent}sluice status --all shows every problem.`] : lines;
}

function instanceTable(rows: readonly InstanceSummary[], options: TableOptions): readonly string[] {
  return table(
    ['ID', 'NAME', 'ADDRESS', 'PORTS', 'TYPE', 'STATE', 'INGRESSES', 'HOSTS'],
    rows.map((row) => [
      row.id,
      row.name ?? '-',
      row.address ?? '-',
      row.ports === undefined ? '-' : Object.values(row.ports).join(','),
      row.addressType ?? '-',
      row.ingresses > 0 && !row.programmed && row.addressType !== undefined
        ? `${row.state}, not in force`
        : row.state,
      String(row.ingresses),
      String(row.hosts),
    ]),
    { ...options, whole: ['ID', 'ADDRESS', 'PORTS'] },
  );
}

function processTable(rows: readonly ProcessRow[], now: number, options: TableOptions): readonly string[] {
  return table(
    ['PROCESS', 'PID', 'STATE', 'UPTIME', 'MEMORY'],
    rows.map(({ role, pid, state, startedAt, memory }) => [
      role,
      pid === 0 ? '-' : String(pid),
      state,
      startedAt === undefined ? '-' : formatAge(now - startedAt),
      memory === undefined ? '-' : `${Math.round(memory / 1024 / 1024)} MiB`,
    ]),
    options,
  );
}

function configurationLines(status: StatusRow, now: number): readonly string[] {
  const { configuration, processes, source } = status;
  const { version, changedAt } = configuration;
  const workers = processes.filter(({ role, state }) => role === 'worker' && state !== 'draining');
  const holding = workers.filter(({ acknowledged }) => acknowledged === version).length;
  const parts = [
    ...(version === undefined || !hasWorkers(status)
      ? []
      : [`version ${version}`, `acknowledged by ${holding} of ${count(workers.length, 'worker')}`]),
    ...(changedAt === undefined ? [] : [`changed ${formatAge(now - changedAt)} ago`]),
    source.complete ? 'the source is complete' : 'the source cannot see all of its objects',
  ];
  return [parts.join('; ')];
}

function serverLines({
  accessLogDropped = 0,
  admin,
  processes,
  provider,
  version,
}: StatusRow): readonly string[] {
  if (processes.length === 0) return [];
  return [
    `Sluice ${version}${provider === undefined ? '' : `, provider ${provider}`}`,
    `admin endpoint: ${admin === undefined ? 'does not listen' : `http://${admin}/`}`,
    ...(accessLogDropped > 0 ? [`access log: ${count(accessLogDropped, 'line')} lost since the start`] : []),
  ];
}
