import type { OnReadOpts } from 'node:net';

/** Bytes of one read. */
const size = 65_536;
/** Parts up to this size are copied out of the memory they were read into. */
const copyLimit = 16_384;
/** Pieces of memory kept for the next large body. */
const mostSpare = 32;

/** What sockets read into as a rule, all the same: a part is copied before another socket can read. */
const common = Buffer.allocUnsafeSlow(size);
const spare: Buffer[] = [];

/**
 * The memory a socket reads into, in place of what Node makes for each read: making it costs more than copying a small
 * part, and it counts as memory outside of the heap, so that a few hundred parts of large bodies bring on a full
 * collection of garbage. A socket that is in the middle of something large has memory of its own and hands it on uncopied.
 */
export class ReadMemory {
  readonly #take: (data: Buffer) => boolean;
  #own: Buffer | undefined;
  /** The last part was large: so may be the next. */
  #large = false;

  /** `take` gets each part. It answers true when nobody holds on to the part any more. */
  constructor(take: (data: Buffer) => boolean) {
    this.#take = take;
  }

  /** For the socket to be made. Its data then comes here, and not as the events of a stream. */
  get onread(): OnReadOpts {
    return {
      buffer: () => this.#next(),
      callback: (length) => {
        this.#took(length);
        return true;
      },
    };
  }

  #next(): Buffer {
    if (this.#large) {
      this.#own ??= spare.pop() ?? Buffer.allocUnsafeSlow(size);
      return this.#own;
    }
    if (this.#own !== undefined && spare.length < mostSpare) spare.push(this.#own);
    this.#own = undefined;
    return common;
  }

  #took(length: number): void {
    this.#large = length > copyLimit;
    const data = (this.#own ?? common).subarray(0, length);
    if (this.#own === undefined || !this.#large) this.#take(Buffer.from(data));
    // Whoever has not done with it keeps it for good.
    else if (!this.#take(data)) this.#own = undefined;
  }
}
