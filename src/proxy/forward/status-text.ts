import { STATUS_CODES } from 'node:http';

/** The usual reason phrase of a status, or empty. */
export function statusText(status: number): string {
  return STATUS_CODES[status] ?? '';
}
