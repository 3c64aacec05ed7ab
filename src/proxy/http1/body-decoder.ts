import { hasForbiddenOctet, readHeaderLines } from './header-section.ts';
import type { MessageLimits } from './limits.ts';
import { type MessageError, messageError } from './message-error.ts';
import { mayTrail } from './trailer-field.ts';

/** Where the octets of a body go. */
export interface BodySink {
  /** A part of the body. The chunk is a view of what was read. */
  onBody(chunk: Buffer): void;
  /** The trailers of a chunked body that may be passed on, names and values by turns; not called where there are none. */
  onTrailers(fields: readonly string[]): void;
}

/** How far a decoder came with one read. */
export type BodyProgress =
  /** All octets were taken, more of the body is to come. */
  | { readonly kind: 'more' }
  /** The body ended; octets from `next` on belong to what follows. */
  | { readonly kind: 'done'; readonly next: number }
  | MessageError;

/** Finds the end of one body in what a connection delivers, by its framing (RFC 9112 6.3, 7.1). */
export interface BodyDecoder {
  feed(data: Buffer, start: number, sink: BodySink): BodyProgress;
}

const more: BodyProgress = { kind: 'more' };

/** A body of `length` octets. */
export class LengthDecoder implements BodyDecoder {
  #left: number;

  constructor(length: number) {
    this.#left = length;
  }

  feed(data: Buffer, start: number, sink: BodySink): BodyProgress {
    const end = Math.min(data.length, start + this.#left);
    this.#left -= end - start;
    if (end > start) sink.onBody(start === 0 && end === data.length ? data : data.subarray(start, end));
    return this.#left === 0 ? { kind: 'done', next: end } : more;
  }
}

/** A body that ends with its connection; only responses may have one. */
export class UntilCloseDecoder implements BodyDecoder {
  feed(data: Buffer, start: number, sink: BodySink): BodyProgress {
    if (data.length > start) sink.onBody(start === 0 ? data : data.subarray(start));
    return more;
  }
}

type ChunkState = 'size' | 'data' | 'data-end' | 'trailers';

/** Extensions by their grammar, without the space around `;` and `=` that senders must not write (RFC 9112 7.1.1). */
const token = "[!#$%&'*+\\-.^_`|~0-9a-z]+";
const quoted = '"(?:[\\t\\x20!#-\\[\\]-~\\x80-\\xff]|\\\\[\\t\\x20-~\\x80-\\xff])*"';
/** 13 hexadecimal digits hold what a number holds exactly; leading zeros are bounded by the line limit. */
const chunkLine = new RegExp(`^0*([0-9a-f]{1,13})(?:;${token}(?:=(?:${token}|${quoted}))?)*$`, 'i');
const lf = 0x0a;

/**
 * A chunked body. Sizes and extensions are parsed, bounded and dropped; the next hop gets chunks of our own.
 * Trailers are checked like headers; those that may be passed on go to the sink, apart from the headers.
 */
export class ChunkedDecoder implements BodyDecoder {
  readonly #limits: MessageLimits;
  readonly #options: readonly string[];
  #state: ChunkState = 'size';
  /** Octets left of the chunk, or of the CRLF after it. */
  #left = 0;
  /** A line, or trailer section, that began in an earlier read. */
  #line = '';
  #trailers = '';
  #extensions = 0;

  /** `options` are those of the message's `Connection`. */
  constructor(limits: MessageLimits, options: readonly string[]) {
    this.#limits = limits;
    this.#options = options;
  }

  feed(data: Buffer, start: number, sink: BodySink): BodyProgress {
    let at = start;
    while (at < data.length) {
      if (this.#state === 'data') {
        const end = Math.min(data.length, at + this.#left);
        sink.onBody(at === 0 && end === data.length ? data : data.subarray(at, end));
        this.#left -= end - at;
        at = end;
        if (this.#left === 0) this.#state = 'data-end';
        continue;
      }
      const end = data.indexOf(lf, at);
      const part = data.toString('latin1', at, end < 0 ? data.length : end + 1);
      this.#line += part;
      if (this.#line.length > this.#lineLimit()) return this.#tooLong();
      if (end < 0) return more;
      at = end + 1;
      const line = this.#line;
      this.#line = '';
      if (!line.endsWith('\r\n')) return messageError('line of a chunked body without CRLF');
      const result = this.#takeLine(line.slice(0, -2), sink);
      if (result === 'done') return { kind: 'done', next: at };
      if (result !== undefined) return result;
    }
    return more;
  }

  #lineLimit(): number {
    if (this.#state === 'data-end') return 2;
    return this.#state === 'trailers'
      ? this.#limits.trailers - this.#trailers.length
      : this.#limits.chunkLine;
  }

  #tooLong(): MessageError {
    if (this.#state === 'data-end') return messageError('chunk data is not followed by CRLF');
    if (this.#state === 'trailers') return messageError('trailers too large', 431, 'HeadersTooLarge');
    return messageError('chunk line too long');
  }

  #takeLine(line: string, sink: BodySink): MessageError | 'done' | undefined {
    switch (this.#state) {
      case 'size':
        return this.#takeSize(line);
      case 'data-end':
        if (line !== '') return messageError('chunk data is not followed by CRLF');
        this.#state = 'size';
        return undefined;
      default:
        if (line !== '') {
          this.#trailers += `${line}\r\n`;
          return undefined;
        }
        return this.#takeTrailers(sink) ?? 'done';
    }
  }

  #takeSize(line: string): MessageError | undefined {
    const found = chunkLine.exec(line);
    const digits = found?.[1];
    if (digits === undefined) return messageError('invalid chunk size');
    this.#extensions += line.length - digits.length;
    if (this.#extensions > this.#limits.chunkExtensions) return messageError('too many chunk extensions');
    this.#left = Number.parseInt(digits, 16);
    if (!Number.isSafeInteger(this.#left)) return messageError('chunk size overflow');
    this.#state = this.#left === 0 ? 'trailers' : 'data';
    return undefined;
  }

  #takeTrailers(sink: BodySink): MessageError | undefined {
    if (this.#trailers === '') return undefined;
    if (hasForbiddenOctet(this.#trailers)) return messageError('forbidden octet in the trailers');
    const limits = { ...this.#limits, headerLines: this.#limits.trailerLines };
    const fields: string[] = [];
    const error = readHeaderLines(this.#trailers, 0, limits, (name, value) => {
      if (mayTrail(name, this.#options)) fields.push(name, value);
      return undefined;
    });
    if (error === undefined && fields.length > 0) sink.onTrailers(fields);
    return error;
  }
}
