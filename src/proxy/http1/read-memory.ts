import { type OnReadOpts, Socket } from 'node:net';

/** Bytes of one read. */
const size = 65_536;
/** Parts up to this size are copied out of the memory they were read into. */
const copyLimit = 16_384;
/** Parts up to this size are copied to memory that Node shares out for small things. */
const smallCopy = 2048;
/** Pieces of memory kept for the next large body. */
const mostSpare = 32;

/** What sockets read into as a rule, all the same: a part is copied before another socket can read. */
const common = Buffer.allocUnsafeSlow(size);
const spare: Buffer[] = [];
/** Where other copies are made, side by side; one that nobody holds gives its place back. */
let copies = Buffer.allocUnsafeSlow(size);
let copiesEnd = 0;

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
    return { buffer: this.#next, callback: this.#took };
  }

  /**
   * For a socket that a server has accepted, before anything was read from it: servers have no `onread` option.
   * What the option sets in a socket is set here. False, and nothing done, where this version of Node keeps it elsewhere.
   */
  takeOver(socket: Socket): boolean {
    const handle: unknown = Reflect.get(socket, '_handle');
    if (fields === undefined || !isReadable(handle) || socket.readableLength > 0) return false;
    const first = this.#next();
    Reflect.set(socket, fields.buffer, first);
    Reflect.set(socket, fields.callback, this.#took);
    Reflect.set(socket, fields.generate, this.#next);
    handle.useUserBuffer(first);
    return true;
  }

  /** Called with the last part of a body: what comes next may be long in coming, and needs no memory of its own until then. */
  onBodyEnd(): void {
    this.#large = false;
  }

  readonly #next = (): Buffer => {
    if (this.#large) {
      this.#own ??= spare.pop() ?? Buffer.allocUnsafeSlow(size);
      return this.#own;
    }
    if (this.#own !== undefined && spare.length < mostSpare) spare.push(this.#own);
    this.#own = undefined;
    return common;
  };

  readonly #took = (length: number): boolean => {
    const large = length > copyLimit;
    this.#large = large;
    const data = (this.#own ?? common).subarray(0, length);
    if (length <= smallCopy) this.#take(Buffer.from(data));
    else if (this.#own === undefined || !large) this.#takeCopy(data);
    // Whoever has not done with it keeps it for good.
    else if (!this.#take(data)) this.#own = undefined;
    return true;
  };

  #takeCopy(data: Buffer): void {
    if (copiesEnd + data.length > size) {
      copies = Buffer.allocUnsafeSlow(size);
      copiesEnd = 0;
    }
    const start = copiesEnd;
    copiesEnd += data.copy(copies, start);
    if (this.#take(copies.subarray(start, copiesEnd))) copiesEnd = start;
  }
}

interface ReadableHandle {
  useUserBuffer(buffer: Buffer): void;
}

function isReadable(handle: unknown): handle is ReadableHandle {
  return typeof handle === 'object' && handle !== null && 'useUserBuffer' in handle;
}

/** Where sockets keep what `onread` said; undefined where they do not keep it as we know it. */
const fields = findFields();

function findFields(): Readonly<Record<'buffer' | 'callback' | 'generate', symbol>> | undefined {
  const symbols = Object.getOwnPropertySymbols(new Socket());
  const find = (name: string): symbol | undefined => symbols.find(({ description }) => description === name);
  const buffer = find('kBuffer');
  const callback = find('kBufferCb');
  const generate = find('kBufferGen');
  return buffer && callback && generate && { buffer, callback, generate };
}
