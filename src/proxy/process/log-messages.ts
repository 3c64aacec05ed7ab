import { asRecord, isCount } from './message-fields.ts';
import type { LogMessage } from './messages.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Lines of one message about failed requests, and the characters of each. */
const mostFailed = 20;
const mostLineLength = 16 * 1024;
const mostBatchLength = 256 * 1024;

/** Lines from a worker, or undefined for what no sound worker sends. */
export function parseLogMessage(message: Fields): LogMessage | undefined {
  if (message['kind'] === 'failed-requests') {
    const { lines } = message;
    if (!Array.isArray(lines) || lines.length > mostFailed || !lines.every(isLine)) return undefined;
    return { kind: 'failed-requests', lines };
  }
  const batch = asRecord(message['batch']);
  if (message['kind'] !== 'log-lines' || batch === undefined) return undefined;
  const { lines, count, dropped } = batch;
  if (typeof lines !== 'string' || lines.length > mostBatchLength) return undefined;
  if (!isCount(count) || !isCount(dropped)) return undefined;
  return { kind: 'log-lines', batch: { lines, count, dropped } };
}

export function parseTap(message: Fields): { readonly kind: 'tap'; readonly on: boolean } | undefined {
  const { on } = message;
  return typeof on === 'boolean' ? { kind: 'tap', on } : undefined;
}

function isLine(value: unknown): value is string {
  return typeof value === 'string' && value.length <= mostLineLength;
}
