import { close, constants, fstat, open, read, type Stats } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { errorNumber, type LineSink, pieceBytes, writePiece, writeSome } from './line-sink.ts';

/** Readable too, for a look at its last byte. Without O_NONBLOCK, opening a FIFO nobody reads would hold a thread. */
const openFlags: number = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
const fileMode = 0o640;

/**
 * Lines appended to a file that several processes write to. Each write is one append (O_APPEND), so that lines of others
 * never come between. Where a full disk takes only a part of a line, the rest follows when there is room again; should
 * another process have written meanwhile, the line is written anew, below its beginning. A file that was deleted is made again.
 */
export class LogFile implements LineSink {
  readonly #path: string;
  #descriptor: number | undefined;
  #stale = false;
  /** The beginning of a line at the end of the file: its bytes, and the size of the file with it. */
  #cut: { readonly bytes: number; readonly size: number } | undefined;
  problem = 0;

  constructor(path: string) {
    this.#path = path;
  }

  reopen(): void {
    this.#stale = true;
  }

  async write(text: Buffer): Promise<number> {
    const { descriptor, stats } = await this.#open();
    if (text.length === 0) return 0;
    if (!stats.isFile()) return writePiece(descriptor, text, pieceBytes(stats));
    if (this.#cut?.size === stats.size) return this.#append(descriptor, text, this.#cut.bytes, stats.size);
    // The line of another process that a full disk cut off, or one of a process that died.
    const ended = (await endsWithinLine(descriptor, stats.size)) ? await writeSome(descriptor, newline) : 0;
    return this.#append(descriptor, text, 0, stats.size + ended);
  }

  async close(): Promise<void> {
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    if (descriptor !== undefined) await promisify(close)(descriptor).catch(() => {});
  }

  /** Appends lines of which the file, `size` bytes long, ends with the first `from` bytes. */
  async #append(descriptor: number, text: Buffer, from: number, size: number): Promise<number> {
    const reached = from + (await writeSome(descriptor, text.subarray(from)));
    this.#cut = undefined;
    if (reached === text.length) return reached;
    const taken = text.lastIndexOf(10, reached - 1) + 1;
    const bytes = reached - taken;
    const now = await promisify(fstat)(descriptor);
    // Where another has written since, the beginning of the line is not at the end any more.
    if (bytes > 0 && now.size === size + reached - from) this.#cut = { bytes, size: now.size };
    return taken;
  }

  /** The file to write to now. One that cannot be opened anew is no reason to give up the one that is open. */
  async #open(): Promise<{ readonly descriptor: number; readonly stats: Stats }> {
    const held = this.#descriptor;
    const stats = held === undefined ? undefined : await promisify(fstat)(held);
    const usable = held !== undefined && stats !== undefined && stats.nlink > 0;
    if (usable && !this.#stale) return { descriptor: held, stats };
    try {
      const descriptor = await promisify(open)(this.#path, openFlags, fileMode);
      this.#descriptor = descriptor;
      this.#stale = false;
      this.#cut = undefined;
      this.problem = 0;
      if (held !== undefined) await promisify(close)(held).catch(() => {});
      return { descriptor, stats: await promisify(fstat)(descriptor) };
    } catch (error) {
      if (!usable) throw error;
      this.problem = errorNumber(error);
      return { descriptor: held, stats };
    }
  }
}

const newline: Buffer = Buffer.from('\n');

/** Milliseconds after which a write that was under way is over, or the file has grown by a part of it. */
const settleMs = 20;
const mostLooks = 10;

/**
 * Whether the file ends within a line that nobody is writing any more. What another process writes comes into the file
 * page by page, so that a look at the wrong moment sees a part of it.
 */
async function endsWithinLine(descriptor: number, size: number): Promise<boolean> {
  let seen = size;
  for (let look = 0; look < mostLooks; look += 1) {
    if (!(await lastIsOfLine(descriptor, seen))) return false;
    await pause(settleMs);
    const { size: now } = await promisify(fstat)(descriptor);
    if (now === seen) return true;
    seen = now;
  }
  return false;
}

async function lastIsOfLine(descriptor: number, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { bytesRead, buffer } = await promisify(read)(descriptor, Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 && buffer[0] !== 10;
}
