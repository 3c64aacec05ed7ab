import { type BodyDecoder, ChunkedDecoder, LengthDecoder, UntilCloseDecoder } from './body-decoder.ts';
import { responseLimits } from './limits.ts';
import type { Http1Response } from './response-head.ts';

/** The decoder for the body of a response that has one (RFC 9112 6.3). */
export function responseDecoder({ chunked, length, options }: Http1Response): BodyDecoder {
  if (chunked) return new ChunkedDecoder(responseLimits, options);
  return length >= 0 ? new LengthDecoder(length) : new UntilCloseDecoder();
}
