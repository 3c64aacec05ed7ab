import { OperatorError } from '../../base/index.ts';
import type { LogBatch } from '../../proxy/index.ts';
import { isOpen, type LogFilter, passes } from '../log-filter.ts';
import { type LogRow, parseLogLine } from '../wire/wire-log.ts';

const mostReaders = 8;
/** Characters that wait for a reader; beyond it lines are dropped, and the reader is told how many. */
const mostWaiting = 4 * 1024 * 1024;

/** A line and what it says. */
type Parsed = readonly [line: string, row: LogRow | undefined];

/** Shares the lines of all requests out to those who follow the log. Workers send them only while there is one. */
export class LogHub {
  readonly #tap: (on: boolean) => void;
  readonly #readers = new Set<Reader>();

  constructor(tap: (on: boolean) => void) {
    this.#tap = tap;
  }

  take({ lines, dropped }: LogBatch): void {
    let parsed: readonly Parsed[] | undefined;
    for (const reader of this.#readers) {
      reader.dropped += dropped;
      if (isOpen(reader.filter)) reader.add(lines);
      else {
        parsed ??= splitLines(lines).map((line) => [line, parseLogLine(line)]);
        reader.add(chosen(parsed, reader.filter));
      }
      reader.wake();
    }
  }

  /** @throws OperatorError `TooManyReaders` where one more could not follow. */
  checkRoom(): void {
    if (this.#readers.size < mostReaders) return;
    throw new OperatorError('TooManyReaders', `${mostReaders} readers follow the log already.`, {
      hint: 'End one of them, or read the file of the access log.',
    });
  }

  /** Writes the lines that pass the filter until the reader goes: JSON, one a line, with `{"dropped":N}` where N were lost. */
  async follow(
    filter: LogFilter,
    write: (text: string) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    this.checkRoom();
    const reader = new Reader(filter);
    const stop = (): void => reader.wake();
    signal.addEventListener('abort', stop);
    this.#readers.add(reader);
    if (this.#readers.size === 1) this.#tap(true);
    try {
      while (!signal.aborted) {
        const text = reader.takeText();
        if (text === '') await reader.more();
        else await write(text);
      }
    } finally {
      signal.removeEventListener('abort', stop);
      this.#readers.delete(reader);
      if (this.#readers.size === 0) this.#tap(false);
    }
  }
}

class Reader {
  readonly filter: LogFilter;
  dropped = 0;
  #waiting = '';
  #wake: (() => void) | undefined;

  constructor(filter: LogFilter) {
    this.filter = filter;
  }

  /** Takes whole lines, or none of them. */
  add(lines: string): void {
    if (this.#waiting.length + lines.length <= mostWaiting) this.#waiting += lines;
    else this.dropped += splitLines(lines).length;
  }

  takeText(): string {
    const before = this.dropped > 0 ? `${JSON.stringify({ dropped: this.dropped })}\n` : '';
    const text = before + this.#waiting;
    this.dropped = 0;
    this.#waiting = '';
    return text;
  }

  /** Resolves at the next {@link wake}. */
  more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  wake(): void {
    this.#wake?.();
  }
}

function splitLines(lines: string): readonly string[] {
  return lines.split('\n').slice(0, -1);
}

function chosen(parsed: readonly Parsed[], filter: LogFilter): string {
  return parsed
    .filter(([, row]) => row !== undefined && passes(filter, row))
    .map(([line]) => `${line}\n`)
    .join('');
}
