import type { Http1Response } from '../../src/proxy/http1/response-head.ts';
import { isFramingTrailer } from './deviations.ts';
import { endToEnd, sameList } from './end-to-end.ts';
import type { OracleMessage } from './oracle-requests.ts';
import type { OracleResponse } from './oracle-responses.ts';
import type { ResponseRead } from './parse-response.ts';

/**
 * How what we accepted differs from what Node's parser made of the same bytes and, for a response without a length,
 * the end of the connection; undefined when it does not.
 */
export function differenceOfResponses(ours: ResponseRead, oracle: OracleResponse): string | undefined {
  for (const [i, head] of ours.informational.entries()) {
    const theirs = oracle.informational[i];
    if (theirs === undefined)
      return `informational response ${i} is not there (${oracle.error ?? 'no error'})`;
    if (head.status !== theirs.status || !sameFields(head, theirs.headers))
      return `informational response ${i}`;
    // A deviation: Node lets nothing follow a 1xx that says close; to us close means after the final response.
    if (!head.keepAlive) return undefined;
  }
  const { head } = ours;
  const theirs = oracle.response;
  if (head === undefined) {
    return ours.end === 'waiting' && theirs !== undefined ? 'a response where we wait for more' : undefined;
  }
  if (theirs === undefined) return `no response (${oracle.error ?? 'no error'})`;
  if (head.status !== theirs.status) return 'status';
  if (!sameFields(head, theirs.headers)) return 'headers';
  if (isFramingTrailer(head.chunked, ours.body, theirs, oracle.error)) return undefined;
  // A deviation: a 205 has no body to us, whatever it announces, and its connection is not used again.
  return head.status === 205 ? undefined : differenceOfBody(ours, theirs);
}

function sameFields(head: Http1Response, theirs: readonly string[]): boolean {
  return sameList(head.headers, endToEnd(theirs, []));
}

function differenceOfBody(ours: ResponseRead, theirs: OracleMessage): string | undefined {
  const accepted = ours.end === 'complete' || ours.end === 'until-close';
  if (accepted && !theirs.complete) return 'complete for us alone';
  if (ours.end === 'waiting' && theirs.complete) return 'complete for Node alone';
  const same = accepted
    ? ours.body === theirs.body
    : ours.body.startsWith(theirs.body) || theirs.body.startsWith(ours.body);
  return same ? undefined : 'body';
}
