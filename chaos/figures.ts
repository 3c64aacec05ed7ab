import type { Tally } from './tally.ts';

/** What a run has seen. */
export interface ChaosFigures {
  readonly seconds: number;
  /** Requests a second, before the drain. */
  readonly rate: number;
  readonly tally: Tally;
  readonly newConnections: number;
  /** Requests that were due and not sent. */
  readonly skipped: number;
  readonly webSockets: { readonly opened: number; readonly alive: number; readonly lost: number };
  readonly changes: {
    readonly made: number;
    /** Milliseconds from a change to served, of each. */
    readonly times: readonly number[];
    readonly missing: readonly string[];
  };
  /** Times the file of settings was changed. */
  readonly settingsChanged: number;
  readonly podsReplaced: number;
  readonly kills: { readonly workers: number; readonly control: number };
  readonly end: {
    readonly code: number | null;
    /** True when the proxy ended every connection in time. */
    readonly connectionsEnded: boolean;
    readonly webSocketsAlive: number;
  };
  /** Lines of stack traces, which no process of the program should print. */
  readonly errors: readonly string[];
}

/** The promises that did not hold; none after a good run. */
export function brokenPromises(figures: ChaosFigures): readonly string[] {
  const { tally, webSockets, changes, end, errors } = figures;
  const stay = webSockets.opened - webSockets.lost;
  return [
    ...Object.entries(tally.sets).flatMap(([set, { wrong, failed }]) =>
      wrong + failed === 0 ? [] : [`set ${set}: ${wrong} wrong, ${failed} failed`],
    ),
    ...tally.complaints,
    ...(webSockets.alive === stay ? [] : [`${webSockets.alive} WebSockets of ${stay} are alive at the end`]),
    ...(end.webSocketsAlive === stay
      ? []
      : [`${end.webSocketsAlive} WebSockets of ${stay} live in the drain`]),
    ...(end.code === 0 ? [] : [`the drain ended with ${end.code}`]),
    ...(end.connectionsEnded ? [] : ['the drain left connections open']),
    ...changes.missing,
    ...errors.slice(0, 5),
  ];
}

/** The figures as lines of text. */
export function describeFigures(figures: ChaosFigures): readonly string[] {
  const { tally, changes, webSockets, kills, end } = figures;
  const row = (name: string, ...cells: readonly (number | string)[]): string =>
    `  ${name.padEnd(28)}${cells.map((cell) => String(cell).padStart(10)).join('')}`;
  return [
    `  ${tally.requests} requests, ${Math.round(figures.rate)} a second; ${figures.newConnections} new connections; ${figures.skipped} were due and not sent`,
    row('', 'right', 'wrong', 'failed', 'lost'),
    row('set A (nothing changes)', ...cellsOf(tally, 'A')),
    row('set A (its pods are replaced)', ...cellsOf(tally, 'pods')).replace(/(replaced\)) /, '$1'),
    row('set B (changes)', ...cellsOf(tally, 'B')),
    '  lost: on a connection that a killed worker had accepted',
    `  ${changes.made} changes; change to served p50 ${percentile(changes.times, 0.5)} ms, p99 ${percentile(changes.times, 0.99)} ms`,
    `  ${figures.settingsChanged} changes of settings`,
    `  ${figures.podsReplaced} pods replaced; ${kills.workers} workers and ${kills.control} control processes killed`,
    `  WebSockets: ${webSockets.opened} opened, ${webSockets.lost} on killed workers, ${webSockets.alive} alive at the end`,
    `  drained ${end.code === 0 && end.connectionsEnded ? 'cleanly' : 'not cleanly'}`,
  ];
}

function cellsOf({ sets }: Tally, name: keyof Tally['sets']): readonly number[] {
  const { right, wrong, failed, lost } = sets[name];
  return [right, wrong, failed, lost];
}

function percentile(values: readonly number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return value === undefined ? '-' : value.toFixed(0);
}
