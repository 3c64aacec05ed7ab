import { STATUS_CODES } from 'node:http';
import type { Downstream } from './downstream.ts';
import { httpDate } from './http-date.ts';

/** Sends an answer of our own: status, a short plain body that names no internals. */
export function sendAnswer(downstream: Downstream, status: number): void {
  const body =
    status === 204 ? undefined : Buffer.from(`${status} ${STATUS_CODES[status] ?? ''}\n`, 'latin1');
  const headers = ['Server', 'sluice', 'Date', httpDate()];
  if (body !== undefined) headers.push('Content-Type', 'text/plain; charset=utf-8');
  const hasBody = body !== undefined && downstream.request.method !== 'HEAD';
  downstream.sendHead({ status, headers, length: body?.length ?? -1, hasBody, upgrade: undefined });
  if (hasBody) downstream.sendBody(body);
  downstream.sendEnd();
}
