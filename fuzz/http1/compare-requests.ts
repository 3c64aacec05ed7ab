import { METHODS } from 'node:http';
import type { Http1Request } from '../../src/proxy/http1/request-head.ts';
import { asksForUpgrade, isFramingTrailer } from './deviations.ts';
import { endToEnd, sameList, valuesOf } from './end-to-end.ts';
import type { OracleMessage, OracleRequests } from './oracle-requests.ts';
import type { ReadRequest, RequestsRead } from './parse-requests.ts';

/**
 * How what we accepted differs from what Node's parser made of the same bytes; undefined when it does not.
 * What we refuse may be accepted by Node: its parser is the laxer one.
 */
export function differenceOfRequests(ours: RequestsRead, oracle: OracleRequests): string | undefined {
  for (const [i, request] of ours.requests.entries()) {
    // A deviation: any token is a method to us, Node's list of methods is closed and it stops here.
    if (!METHODS.includes(request.head.method)) return undefined;
    const theirs = oracle.requests[i];
    if (theirs !== undefined && isFramingTrailer(request.head.chunked, request.body, theirs, oracle.error)) {
      return undefined;
    }
    if (theirs === undefined) return `request ${i} is not there (${oracle.error ?? 'no error'})`;
    const difference = differenceOfRequest(request, theirs, ours.end);
    if (difference !== undefined) return `request ${i}: ${difference}`;
    if (asksForUpgrade(theirs)) return undefined;
    // A deviation: Node obeys a Connection field among the trailers; to us trailers never change how we read on.
    if (valuesOf(theirs.trailers, 'connection').length > 0) return undefined;
  }
  const more = oracle.requests.length > ours.requests.length;
  return ours.end === 'waiting' && more ? 'a request where we wait for more' : undefined;
}

function differenceOfRequest(
  ours: ReadRequest,
  theirs: OracleMessage,
  end: RequestsRead['end'],
): string | undefined {
  const { head } = ours;
  if (head.method !== theirs.method) return 'method';
  if (head.minorVersion !== theirs.minorVersion) return 'version';
  if (!sameTarget(head, theirs)) return 'target';
  if (!sameList(head.headers, endToEnd(theirs.headers, ['expect', 'host']))) return 'headers';
  if (ours.complete && !theirs.complete) return 'complete for us alone';
  if (!ours.complete && theirs.complete && end === 'waiting') return 'complete for Node alone';
  // Where we refuse or wait, Node may have stopped before or after us.
  const same = ours.complete
    ? ours.body === theirs.body
    : ours.body.startsWith(theirs.body) || theirs.body.startsWith(ours.body);
  return same ? undefined : 'body';
}

/** Our authority, path and query against the target and Host that Node passes on as they came. */
function sameTarget(head: Http1Request, theirs: OracleMessage): boolean {
  const ours = head.path + head.query;
  const scheme = theirs.target.indexOf('://');
  if (theirs.target.startsWith('/') || theirs.target === '*') {
    return ours === theirs.target && head.authority === (valuesOf(theirs.headers, 'host')[0] ?? '');
  }
  const rest = theirs.target.slice(scheme + 3);
  const end = rest.search(/[/?]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const tail = end < 0 ? '' : rest.slice(end);
  const empty = head.method === 'OPTIONS' ? '*' : '/';
  const target = tail === '' ? empty : tail.startsWith('?') ? `/${tail}` : tail;
  return scheme > 0 && head.authority === authority && ours === target;
}
