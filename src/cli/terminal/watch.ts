import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage, OperatorError } from '../../base/index.ts';
import { statusLines } from '../commands/status-text.ts';
import type { StatusRow } from '../wire/wire.ts';
import { type Line, print, printJson, renderLine } from './print.ts';
import { shortenLine } from './table.ts';

const everyMs = 1000;

/**
 * Shows a status again and again: on a terminal in place, elsewhere below whenever it changed. A server that is away is
 * waited for. Ends when nobody reads any more.
 */
export async function watch(read: () => Promise<StatusRow>, format: string): Promise<void> {
  let shown = '';
  let reader = true;
  process.stdout.once('error', () => {
    reader = false;
  });
  while (reader) {
    const status = await read().catch((error: unknown) => notRunning(error));
    const now = Date.now();
    if (process.stdout.isTTY && format !== 'json') {
      const { columns: width } = process.stdout;
      redraw(typeof status === 'string' ? [status] : statusLines(status, { now, width }));
    } else {
      const lasting = JSON.stringify(typeof status === 'string' ? status : lastingPart(status));
      if (lasting !== shown) append(status, format, now);
      shown = lasting;
    }
    await sleep(everyMs);
  }
}

/** What stands for a status while nobody answers; other errors end the watch. */
function notRunning(error: unknown): string {
  if (error instanceof OperatorError && waitedFor.has(error.code)) return errorMessage(error);
  throw error;
}

const waitedFor: ReadonlySet<string> = new Set(['ServerNotRunning', 'ServerUnreachable']);

/** A status without what changes all the time although nothing happens. */
function lastingPart(status: StatusRow): unknown {
  return { ...status, processes: status.processes.map(({ role, pid, state }) => [role, pid, state]) };
}

function append(status: StatusRow | string, format: string, now: number): void {
  if (format === 'json') printJson(typeof status === 'string' ? { error: status } : status);
  else if (typeof status === 'string') print(status);
  else print(`--- ${new Date(now).toISOString()}`, ...statusLines(status, { now }), '');
}

/** Writes over what was there, line by line, so that nothing flickers; what does not fit the screen is cut. */
function redraw(lines: readonly Line[]): void {
  const { columns, rows } = process.stdout;
  const most = Math.max(1, rows - 1);
  const fitting = lines.length > most ? [...lines.slice(0, most - 1), '…'] : lines;
  const shown = fitting.map((line) => renderLine(shortenLine(line, columns)));
  process.stdout.write(`\u001b[H${shown.map((line) => `${line}\u001b[K\n`).join('')}\u001b[J`);
}
