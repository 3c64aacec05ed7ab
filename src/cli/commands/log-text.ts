import { type Line, printableLine, type Styled } from '../terminal/print.ts';
import type { LogRow } from '../wire/wire-log.ts';

/** A request in one line for people. */
export function rowLine(row: LogRow): Line {
  const { time, status, reason = '-', method = '-', host = '', target = '', ingress = '-', durationMs } = row;
  const url = `${host}${target}` === '' ? '-' : `${host}${target}`;
  const took = durationMs === undefined ? '-' : `${durationMs.toFixed(1)} ms`;
  return [
    `${printableLine(time)}  `,
    statusPiece(status),
    `  ${printableLine(reason).padEnd(18)}  ${printableLine(method).padEnd(6)}  ${printableLine(url)}`,
    `  ${printableLine(ingress)}  ${took}`,
  ];
}

function statusPiece(status: number): Styled | string {
  const text = String(status);
  if (status >= 500) return { text, style: 'red' };
  return status >= 400 ? { text, style: 'yellow' } : text;
}
