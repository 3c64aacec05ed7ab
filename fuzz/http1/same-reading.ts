import { isDeepStrictEqual } from 'node:util';
import type { MessageError } from '../../src/proxy/http1/message-error.ts';

/**
 * True when a message was read the same in one piece and in several. Where a limit is passed and something else is
 * wrong too, the pieces decide which is seen first: there, to be refused both times is enough.
 */
export function sameReading<T extends { readonly end: string | MessageError }>(one: T, other: T): boolean {
  if (isLimit(one.end) || isLimit(other.end)) {
    if (typeof one.end === 'string' || typeof other.end === 'string') return false;
    return isDeepStrictEqual({ ...one, end: '' }, { ...other, end: '' });
  }
  return isDeepStrictEqual(one, other);
}

function isLimit(end: string | MessageError): boolean {
  return (
    typeof end !== 'string' && (end.status === 414 || end.status === 431 || end.detail.includes('too large'))
  );
}
