import type { Explanation } from '../../explain/index.ts';
import { count, type Line } from '../terminal/print.ts';
import { table } from '../terminal/table.ts';
import type { Unprobed } from './try-plan.ts';
import { type ProbeResult, type TrialResult, urlOf } from './try-run.ts';

/** A URL as one row: HTTP and HTTPS together where they are answered alike. */
export interface TrialRow {
  readonly url: string;
  readonly status: string;
  /** `Ingress default/cafe /tea`; empty where nothing takes it. */
  readonly takenBy: string;
  readonly backend: string;
  readonly losers: string;
  readonly reason: string;
  readonly differences: readonly string[];
}

/** A trial for people: the table of URLs, then what was not asked for, what differs, and a summary. */
export function trialLines(trial: TrialResult, notes: readonly string[]): readonly Line[] {
  const rows = trialRows(trial.results);
  const different = rows.filter(({ differences }) => differences.length > 0);
  return [
    ...notes,
    ...(notes.length > 0 ? [''] : []),
    ...table(
      ['URL', 'STATUS', 'TAKEN BY', 'SERVICE', 'LOSERS', 'REASON'],
      rows.map((row) => [row.url, row.status, row.takenBy, row.backend, row.losers, row.reason]),
    ),
    ...section('Not asked for', trial.unprobed.map(unprobedLine)),
    ...section(
      'Differs from what is explained, which is a mistake of Sluice',
      different.flatMap(({ url, differences }) => differences.map((text) => `${url}: ${text}`)),
    ),
    '',
    summary(trial, rows),
  ];
}

function trialRows(results: readonly ProbeResult[]): readonly TrialRow[] {
  const groups = Map.groupBy(results, ({ probe }) => `${probe.loadBalancer} ${probe.host} ${probe.path}`);
  return [...groups.values()].flatMap((group): readonly TrialRow[] => {
    const rows = group.map(toRow);
    const [first, second] = rows;
    if (first === undefined) return [];
    if (second === undefined || !sameAnswer(first, second)) return rows;
    return [{ ...first, url: first.url.replace(/^http:/, 'http(s):') }];
  });
}

function sameAnswer(a: TrialRow, b: TrialRow): boolean {
  return (
    { ...a, url: '' }.status === b.status &&
    a.takenBy === b.takenBy &&
    a.backend === b.backend &&
    a.reason === b.reason &&
    a.differences.length === 0 &&
    b.differences.length === 0
  );
}

function toRow({ probe, explanation, real, differences }: ProbeResult): TrialRow {
  const { winner, losers } = explanation;
  return {
    url: urlOf(probe),
    status: real.status === undefined ? 'none' : String(real.status),
    takenBy: winner === undefined ? '' : winnerText(explanation),
    backend: real.service === undefined ? '' : (winner?.backends[0]?.id ?? real.service),
    losers: losersText(losers),
    reason: real.reason ?? '',
    differences,
  };
}

function winnerText({ winner }: Explanation): string {
  if (winner === undefined) return '';
  const { object, rule, route, fallback } = winner;
  if (fallback) return `${object}, default backend`;
  return `${object} ${rule?.path === undefined || rule.path === '' ? route : rule.path}`;
}

const mostLosers = 2;

function losersText(losers: Explanation['losers']): string {
  const fitting = losers.filter(({ fits }) => fits);
  const shown = fitting.slice(0, mostLosers).map(({ object, route }) => `${route} of ${object}`);
  const more = fitting.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` + ${more} more` : '');
}

function section(title: string, lines: readonly string[]): readonly Line[] {
  if (lines.length === 0) return [];
  return ['', [{ text: title, style: 'bold' }], ...lines.map((line) => `  ${line.replaceAll('\n', ' ')}`)];
}

function unprobedLine({ what, why }: Unprobed): string {
  return `${what}: ${why}`;
}

function summary({ results, unprobed }: TrialResult, rows: readonly TrialRow[]): Line {
  const wrong = results.filter(({ differences }) => differences.length > 0).length;
  const refused = results.filter(
    ({ probe, real }) => probe.asks === 'route' && (real.status ?? 0) >= 400,
  ).length;
  const parts = [
    `${count(results.length, 'request')} for ${count(rows.length, 'URL')}`,
    wrong === 0 ? 'all answered as explained' : `${wrong} not answered as explained`,
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(unprobed.length > 0 ? [`${unprobed.length} not asked for`] : []),
  ];
  return `${parts.join(', ')}.`;
}
