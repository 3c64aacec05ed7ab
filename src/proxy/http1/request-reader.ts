import { hasForbiddenOctet } from './header-section.ts';
import type { MessageLimits } from './limits.ts';
import { type MessageError, messageError } from './message-error.ts';
import { type Http1Request, parseRequestHead } from './request-head.ts';

const headEnd = Buffer.from('\r\n\r\n');
const cr = 0x0d;
const lf = 0x0a;

/** What a read came to. `next` is where the bytes after the head begin. */
export type HeadProgress =
  | { readonly kind: 'complete'; readonly request: Http1Request; readonly next: number }
  | { readonly kind: 'incomplete' }
  | MessageError;

/** Finds the head of the next request in what a client has sent so far. */
export class RequestReader {
  readonly #limits: MessageLimits;
  /** Bytes of the incomplete head that were judged before. */
  #seen = 0;

  constructor(limits: MessageLimits) {
    this.#limits = limits;
  }

  /** `data` is everything read and not yet used; it grows from call to call until the head is complete. */
  read(data: Buffer): HeadProgress {
    const start = this.#skipEmptyLines(data);
    if (start < 0) return messageError('too many empty lines before the request line');
    if (start === data.length) return { kind: 'incomplete' };
    const end = data.indexOf(headEnd, Math.max(start, this.#seen - 3));
    // The last three octets may belong to the end of the head, which does not count.
    if ((end < 0 ? data.length - 3 : end) - start > this.#limits.head) return this.#tooLarge(data, start);
    if (end < 0) return this.#judgeIncomplete(data, start);
    this.#seen = 0;
    const request = parseRequestHead(data.toString('latin1', start, end + 2), this.#limits);
    return request.kind === 'error' ? request : { kind: 'complete', request, next: end + 4 };
  }

  /** Where the request line begins; -1 after more empty lines than are let through (RFC 9112 2.2). */
  #skipEmptyLines(data: Buffer): number {
    let at = 0;
    while (data[at] === cr && data[at + 1] === lf) {
      at += 2;
      if (at > this.#limits.leadingEmptyLines * 2) return -1;
    }
    return at === data.length - 1 && data[at] === cr ? data.length : at;
  }

  /** What can never become a head is refused now, not when the time is up. */
  #judgeIncomplete(data: Buffer, start: number): HeadProgress {
    const from = Math.max(start, this.#seen);
    // A CR at the end is judged together with what follows it.
    this.#seen = data.at(-1) === cr ? data.length - 1 : data.length;
    const fresh = data.toString('latin1', from, this.#seen);
    return hasForbiddenOctet(fresh) ? messageError('forbidden octet in the head') : { kind: 'incomplete' };
  }

  #tooLarge(data: Buffer, start: number): MessageError {
    const line = data.indexOf(lf, start);
    const endless = line < 0 || line - start > this.#limits.target + this.#limits.method + 12;
    return endless
      ? messageError('request line too long', 414, 'UriTooLong')
      : messageError('head too large', 431, 'HeadersTooLarge');
  }
}
