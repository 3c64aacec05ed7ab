import { write } from 'node:fs';

/** Bytes of lines held while the reader is slow; beyond it lines are dropped and counted. */
const bufferLimit = 4 * 1024 * 1024;
const flushMs = 50;
const retryMs = 20;

/**
 * Writes lines to a file descriptor without ever making the caller wait: lines are gathered, written by
 * another thread, and dropped when the reader cannot keep up.
 */
export class LineWriter {
  /** Lines lost because the reader was too slow or gone. */
  dropped = 0;
  readonly #descriptor: number;
  #held = '';
  #lines = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Takes one line, without its line end. */
  add(line: string): void {
    if (this.#held.length > bufferLimit) {
      this.dropped += 1;
      return;
    }
    this.#held += `${line}\n`;
    this.#lines += 1;
    if (this.#timer === undefined && this.#writing === undefined) this.#schedule(flushMs);
  }

  /** Resolves when everything taken so far is written, or cannot be. */
  async flush(): Promise<void> {
    while (this.#held !== '' || this.#writing !== undefined) await (this.#writing ?? this.#drain());
  }

  #schedule(afterMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#drain();
    }, afterMs);
    this.#timer.unref();
  }

  #drain(): Promise<void> {
    if (this.#writing !== undefined) return this.#writing;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = Buffer.from(this.#held, 'utf8');
    const lines = this.#lines;
    this.#held = '';
    this.#lines = 0;
    this.#writing = writeAll(this.#descriptor, text).then((whole) => {
      this.#writing = undefined;
      if (!whole) this.dropped += lines;
      if (this.#held !== '') this.#schedule(flushMs);
    });
    return this.#writing;
  }
}

/** False when the descriptor takes no more. */
async function writeAll(descriptor: number, text: Buffer): Promise<boolean> {
  let at = 0;
  while (at < text.length) {
    const written = await writeSome(descriptor, text, at);
    if (written === 'gone') return false;
    if (written === 0) await new Promise((resolve) => setTimeout(resolve, retryMs));
    at += written;
  }
  return true;
}

function writeSome(descriptor: number, text: Buffer, at: number): Promise<number | 'gone'> {
  return new Promise((resolve) => {
    write(descriptor, text, at, text.length - at, null, (error, written) => {
      if (error === null) resolve(written);
      else resolve(error.code === 'EAGAIN' ? 0 : 'gone');
    });
  });
}
