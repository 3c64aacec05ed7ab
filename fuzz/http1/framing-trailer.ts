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
  return chunked && !theirs.complete && body === theirs.body && framingErrors.includes(error ?? '');
}
