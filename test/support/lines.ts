import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The lines a process writes. */
export class Lines {
  readonly #lines: string[] = [];
  readonly #looking = new Set<() => void>();
  #ended = false;

  constructor(stream?: Readable | null) {
    if (stream === undefined || stream === null) return;
    const reader = createInterface(stream);
    reader.on('line', (line) => {
      this.#lines.push(line);
      this.#look();
    });
    reader.on('close', () => {
      this.#ended = true;
      this.#look();
    });
  }

  get all(): readonly string[] {
    return this.#lines;
  }

  text(): string {
    return this.#lines.join('\n');
  }

  /** How many there are by now: where to look from later. */
  get count(): number {
    return this.#lines.length;
  }

  /** Resolves with the first line from `from` on that matches; rejects when the stream ends before, or after `timeoutMs`. */
  find(pattern: RegExp, from = 0, timeoutMs = 10_000): Promise<string> {
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        stop();
        reject(
          new Error(
            `${why} without a line like ${pattern}; there was:\n${this.#lines.slice(from).join('\n')}`,
          ),
        );
      };
      const timer = setTimeout(() => fail(`${timeoutMs} ms passed`), timeoutMs);
      const stop = (): void => {
        clearTimeout(timer);
        this.#looking.delete(look);
      };
      const look = (): void => {
        const line = this.#lines.slice(from).find((one) => pattern.test(one));
        if (line !== undefined) {
          stop();
          resolve(line);
        } else if (this.#ended) fail('the output ended');
      };
      this.#looking.add(look);
      look();
    });
  }

  #look(): void {
    for (const look of [...this.#looking]) look();
  }
}
