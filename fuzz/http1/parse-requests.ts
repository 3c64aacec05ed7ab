import { type BodyDecoder, ChunkedDecoder, LengthDecoder } from '../../src/proxy/http1/body-decoder.ts';
import { type MessageLimits, requestLimits } from '../../src/proxy/http1/limits.ts';
import type { MessageError } from '../../src/proxy/http1/message-error.ts';
import type { Http1Request } from '../../src/proxy/http1/request-head.ts';
import { RequestReader } from '../../src/proxy/http1/request-reader.ts';
import { BodyText } from './body-text.ts';

/** A request as our parser understood it, with as much of its body as came. */
export interface ReadRequest {
  readonly head: Http1Request;
  readonly body: string;
  /** Those that may be passed on. */
  readonly trailers: readonly string[];
  readonly complete: boolean;
}

/** What became of the bytes of one client. */
export interface RequestsRead {
  readonly requests: readonly ReadRequest[];
  /** `waiting` for more bytes; `closed` after the last request of the connection, or given to a tunnel. */
  readonly end: 'waiting' | 'closed' | MessageError;
}

/** Reads requests as a connection of a client does, from the pieces its socket delivers. */
export function parseRequests(
  pieces: readonly Buffer[],
  limits: MessageLimits = requestLimits,
): RequestsRead {
  const reading = new RequestsReading(limits);
  for (const piece of pieces) reading.take(piece);
  return reading.result();
}

class RequestsReading {
  readonly #limits: MessageLimits;
  readonly #reader: RequestReader;
  readonly #requests: ReadRequest[] = [];
  #end: RequestsRead['end'] = 'waiting';
  #pending: Buffer | undefined;
  #head: Http1Request | undefined;
  #decoder: BodyDecoder | undefined;
  #body = new BodyText();

  constructor(limits: MessageLimits) {
    this.#limits = limits;
    this.#reader = new RequestReader(limits);
  }

  take(piece: Buffer): void {
    this.#pending = this.#pending === undefined ? piece : Buffer.concat([this.#pending, piece]);
    while (this.#end === 'waiting' && this.#pending !== undefined && this.#step(this.#pending));
  }

  result(): RequestsRead {
    if (this.#head !== undefined) this.#add(this.#head, false);
    return { requests: this.#requests, end: this.#end };
  }

  /** False when nothing more can be done with what came. */
  #step(data: Buffer): boolean {
    return this.#head === undefined ? this.#takeHead(data) : this.#takeBody(data, this.#head);
  }

  #takeHead(data: Buffer): boolean {
    const found = this.#reader.read(data);
    if (found.kind === 'incomplete') return false;
    if (found.kind === 'error') {
      this.#end = found;
      return false;
    }
    const { request, next } = found;
    this.#pending = next < data.length ? data.subarray(next) : undefined;
    this.#head = request;
    this.#body = new BodyText();
    if (request.chunked) this.#decoder = new ChunkedDecoder(this.#limits, request.options);
    else if (request.bodyLength > 0) this.#decoder = new LengthDecoder(request.bodyLength);
    else this.#finish(request);
    return true;
  }

  #takeBody(data: Buffer, head: Http1Request): boolean {
    const progress = this.#decoder?.feed(data, 0, this.#body) ?? { kind: 'more' };
    this.#pending = undefined;
    if (progress.kind === 'error') this.#end = progress;
    if (progress.kind !== 'done') return false;
    if (progress.next < data.length) this.#pending = data.subarray(progress.next);
    this.#finish(head);
    return true;
  }

  #finish(head: Http1Request): void {
    this.#add(head, true);
    this.#head = undefined;
    this.#decoder = undefined;
    if (!head.keepAlive || head.upgrade !== undefined) this.#end = 'closed';
  }

  #add(head: Http1Request, complete: boolean): void {
    const { text, trailers } = this.#body;
    this.#requests.push({ head, body: text, trailers, complete });
  }
}
