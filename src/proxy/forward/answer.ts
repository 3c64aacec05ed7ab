import type { Downstream } from './downstream.ts';
import { httpDate } from './http-date.ts';
import type { ResponseHead } from './request.ts';
import { statusText } from './status-text.ts';

/** An answer of our own: a short plain body that names no internals, or none for a 204. */
export interface Answer {
  readonly head: ResponseHead;
  readonly body: string;
}

/** Makes the answer to a request of `method`. `fields` are names and values by turns, beside those every answer has. */
export function makeAnswer(status: number, method: string, fields: readonly string[]): Answer {
  const headers = ['Server', 'sluice', 'Date', httpDate(), ...fields];
  if (status === 204)
    return { head: { status, headers, length: -1, hasBody: false, upgrade: undefined }, body: '' };
  const body = `${status} ${statusText(status)}\n`;
  headers.push('Content-Type', 'text/plain; charset=utf-8');
  return {
    head: { status, headers, length: body.length, hasBody: method !== 'HEAD', upgrade: undefined },
    body,
  };
}

/** Answers a request ourselves. */
export function sendAnswer(downstream: Downstream, { head, body }: Answer): void {
  downstream.sendHead(head);
  if (head.hasBody) downstream.sendBody(Buffer.from(body, 'latin1'));
  downstream.sendEnd();
}
