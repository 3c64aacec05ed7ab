import { fstat, write } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Takes whole lines and brings them out of the process. One call at a time. */
export interface LineSink {
  /**
   * Takes lines from the start of `text`, which begins and ends at a line, and resolves with the bytes of the lines taken.
   * The next call begins with the line after those. Rejects with a system error when nothing more can be written; what
   * was not taken may be tried again.
   */
  write(text: Buffer): Promise<number>;
  /** Opens what lines go to anew, before the next line; of a descriptor nothing. */
  reopen(): void;
  /** What is wrong although lines are taken: the system's error number, or 0. */
  readonly problem: number;
}

/** Lines to a descriptor that another opened, such as standard output. */
export class DescriptorSink implements LineSink {
  readonly problem = 0;
  readonly #descriptor: number;
  #pieceBytes: number | undefined;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  async write(text: Buffer): Promise<number> {
    this.#pieceBytes ??= pieceBytes(await promisify(fstat)(this.#descriptor));
    return writePiece(this.#descriptor, text, this.#pieceBytes);
  }

  reopen(): void {}
}

/** The system's number of an error, positive as in errno(3): a permission that Node itself refuses is EACCES. */
export function errorNumber(error: unknown): number {
  const number = error instanceof Error && 'errno' in error ? error.errno : undefined;
  return typeof number === 'number' && number !== 0 ? Math.abs(number) : constants.errno.EACCES;
}

/** What the system writes to a pipe in one piece, whoever else writes to it too: PIPE_BUF of Linux, pipe(7). */
const pipeBytes = 4096;
/** How long a full pipe is left alone. */
const fullPipeMs = 20;

/** How many bytes one write may have so that no other process's lines come between. */
export function pieceBytes(kind: { isFIFO(): boolean; isSocket(): boolean }): number {
  return kind.isFIFO() || kind.isSocket() ? pipeBytes : Number.POSITIVE_INFINITY;
}

/** Writes as many whole lines as fit a piece, at least one, to its end, and resolves with their bytes. */
export async function writePiece(descriptor: number, text: Buffer, most: number): Promise<number> {
  const length = text.length <= most ? text.length : endOfLines(text, most);
  let at = 0;
  while (at < length) at += await writeSome(descriptor, text.subarray(at, length));
  return length;
}

function endOfLines(text: Buffer, most: number): number {
  const fitting = text.lastIndexOf(10, most - 1);
  return (fitting === -1 ? text.indexOf(10, most) : fitting) + 1;
}

/** Writes what the system takes at once; waits a little where it takes nothing now. */
export function writeSome(descriptor: number, text: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    write(descriptor, text, (error, written) => {
      if (error === null) resolve(written);
      else if (error.code === 'EAGAIN') resolve(pause(fullPipeMs, 0));
      else reject(error);
    });
  });
}
