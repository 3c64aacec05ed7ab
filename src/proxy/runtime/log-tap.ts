import type { SendBatch } from '../process/worker-log.ts';

const batchMs = 100;
/** Characters of a batch; what is more is counted, not sent. */
const mostCharacters = 256 * 1024;

/** Gathers lines for whoever watches the log, one batch on its way at a time, and drops what does not fit. */
export class LogTap {
  readonly #send: SendBatch;
  #lines = '';
  #count = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending = false;

  constructor(send: SendBatch) {
    this.#send = send;
  }

  add(line: string): void {
    if (this.#lines.length + line.length >= mostCharacters) {
      this.#dropped += 1;
      return;
    }
    this.#lines += `${line}\n`;
    this.#count += 1;
    if (this.#timer === undefined && !this.#sending) this.#schedule();
  }

  /** Sends nothing more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#lines = '';
    this.#count = 0;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => this.#flush(), batchMs);
    this.#timer.unref();
  }

  #flush(): void {
    this.#timer = undefined;
    this.#sending = true;
    const batch = { lines: this.#lines, count: this.#count, dropped: this.#dropped };
    this.#lines = '';
    this.#count = 0;
    this.#dropped = 0;
    this.#send(batch, () => {
      this.#sending = false;
      if (this.#count > 0) this.#schedule();
    });
  }
}
