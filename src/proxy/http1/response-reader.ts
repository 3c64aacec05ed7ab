import { type MessageLimits, maxInformationalResponses } from './limits.ts';
import { type MessageError, messageError } from './message-error.ts';
import { type Http1Response, parseResponseHead } from './response-head.ts';

const headEnd = Buffer.from('\r\n\r\n');

/** What a read came to. `next` is where the bytes after the head begin. */
export type ResponseProgress =
  | { readonly kind: 'complete'; readonly response: Http1Response; readonly next: number }
  | { readonly kind: 'incomplete' }
  | MessageError;

/** Finds the heads of the responses to one request in what a backend sends: informational ones, then the final one. */
export class ResponseReader {
  readonly #limits: MessageLimits;
  readonly #method: string;
  /** Bytes of the incomplete head that were looked at before. */
  #seen = 0;
  #informational = 0;

  /** `method` is that of the request. */
  constructor(method: string, limits: MessageLimits) {
    this.#method = method;
    this.#limits = limits;
  }

  /** Reads the head that begins at `start`. Where it is incomplete, the next call gets the same bytes and more. */
  read(data: Buffer, start: number): ResponseProgress {
    const end = data.indexOf(headEnd, start + Math.max(0, this.#seen - 3));
    // The last three octets may belong to the end of the head, which does not count.
    if ((end < 0 ? data.length - 3 : end) - start > this.#limits.head) return messageError('head too large');
    this.#seen = end < 0 ? data.length - start : 0;
    if (end < 0) return { kind: 'incomplete' };
    const response = parseResponseHead(data.toString('latin1', start, end + 2), this.#method, this.#limits);
    if (response.kind === 'error') return response;
    if (response.status < 200) this.#informational += 1;
    if (this.#informational > maxInformationalResponses)
      return messageError('too many informational responses');
    return { kind: 'complete', response, next: end + 4 };
  }
}
