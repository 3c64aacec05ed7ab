import { type BodyDecoder, ChunkedDecoder, LengthDecoder } from '../../src/proxy/http1/body-decoder.ts';
import { type MessageLimits, responseLimits } from '../../src/proxy/http1/limits.ts';
import type { MessageError } from '../../src/proxy/http1/message-error.ts';
import type { Http1Response } from '../../src/proxy/http1/response-head.ts';
import { ResponseReader } from '../../src/proxy/http1/response-reader.ts';
import { BodyText } from './body-text.ts';

/** What became of the bytes of a backend that was asked once. */
export interface ResponseRead {
  readonly informational: readonly Http1Response[];
  /** The final response; a 101 counts as one. */
  readonly head: Http1Response | undefined;
  readonly body: string;
  /** Those that may be passed on. */
  readonly trailers: readonly string[];
  /** `waiting` for more bytes; `until-close` when the end of the connection would be the end of the body. */
  readonly end: 'waiting' | 'until-close' | 'complete' | MessageError;
}

/** Reads a response as a connection to a backend does, from the pieces its socket delivers. */
export function parseResponse(
  pieces: readonly Buffer[],
  method: string,
  limits: MessageLimits = responseLimits,
): ResponseRead {
  const reading = new ResponseReading(method, limits);
  for (const piece of pieces) reading.take(piece);
  return reading.result();
}

class ResponseReading {
  readonly #reader: ResponseReader;
  readonly #limits: MessageLimits;
  readonly #informational: Http1Response[] = [];
  readonly #body = new BodyText();
  #head: Http1Response | undefined;
  #decoder: BodyDecoder | undefined;
  #partial: Buffer | undefined;
  #end: ResponseRead['end'] = 'waiting';

  constructor(method: string, limits: MessageLimits) {
    this.#reader = new ResponseReader(method, limits);
    this.#limits = limits;
  }

  result(): ResponseRead {
    const { text, trailers } = this.#body;
    return { informational: this.#informational, head: this.#head, body: text, trailers, end: this.#end };
  }

  take(piece: Buffer): void {
    const data = this.#partial === undefined ? piece : Buffer.concat([this.#partial, piece]);
    this.#partial = undefined;
    let at = 0;
    while (at >= 0 && at < data.length) {
      if (this.#end === 'until-close') this.#body.onBody(data.subarray(at));
      if (this.#end !== 'waiting') return;
      at = this.#decoder === undefined ? this.#takeHead(data, at) : this.#takeBody(this.#decoder, data, at);
    }
  }

  /** The position after what was taken, or -1 when nothing is left to do. */
  #takeHead(data: Buffer, at: number): number {
    const result = this.#reader.read(data, at);
    if (result.kind === 'error') return this.#fail(result);
    if (result.kind === 'incomplete') {
      this.#partial = data.subarray(at);
      return -1;
    }
    const { response, next } = result;
    if (response.status < 200 && response.status !== 101) {
      this.#informational.push(response);
      return next;
    }
    this.#head = response;
    if (!response.hasBody) this.#end = 'complete';
    else if (response.chunked) this.#decoder = new ChunkedDecoder(this.#limits, response.options);
    else if (response.length >= 0) this.#decoder = new LengthDecoder(response.length);
    else this.#end = 'until-close';
    return next;
  }

  #takeBody(decoder: BodyDecoder, data: Buffer, at: number): number {
    const progress = decoder.feed(data, at, this.#body);
    if (progress.kind === 'error') return this.#fail(progress);
    if (progress.kind === 'done') this.#end = 'complete';
    return -1;
  }

  #fail(error: MessageError): -1 {
    this.#end = error;
    return -1;
  }
}
