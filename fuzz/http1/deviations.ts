import { valuesOf } from './end-to-end.ts';
import type { OracleMessage } from './oracle-requests.ts';

const framingErrors = [
  'HPE_INVALID_CONTENT_LENGTH',
  'HPE_UNEXPECTED_CONTENT_LENGTH',
  'HPE_INVALID_TRANSFER_ENCODING',
];

/**
 * A deviation: Node stops at a trailer named Content-Length or Transfer-Encoding, where to us the whole section
 * is checked for its syntax, and dropped.
 */
export function isFramingTrailer(
  chunked: boolean,
  body: string,
  theirs: OracleMessage,
  error: string | undefined,
): boolean {
  // Node keeps silent about errors behind a request to upgrade.
  const stopped = error === undefined ? asksForUpgrade(theirs) : framingErrors.includes(error);
  return stopped && chunked && !theirs.complete && body === theirs.body;
}

/** A deviation: Node leaves what follows an upgrade it does not serve unread; to us it is the next request. */
export function asksForUpgrade({ headers }: OracleMessage): boolean {
  const named = valuesOf(headers, 'connection').some((value) => /\bupgrade\b/i.test(value));
  return named && valuesOf(headers, 'upgrade').length > 0;
}

/**
 * A deviation: a tab may follow any field value (RFC 9110 5.6.3), but Node does not know `chunked` then.
 * It refuses such requests, and reads such responses to the end of the connection.
 */
export function hasTabAfterCoding(data: Buffer): boolean {
  return /transfer-encoding:[ \t]*chunked *\t[ \t]*\r\n/i.test(data.toString('latin1'));
}
