import { errorNumber, type LineSink } from './line-sink.ts';

/** Bytes of lines held while what they go to is slow or failing; beyond it lines are dropped and counted. */
const bufferLimit = 4 * 1024 * 1024;
const flushMs = 50;
const firstRetryMs = 100;
const longestRetryMs = 5000;
/** Characters after which lines become bytes: many lines in one piece of text take longer to. */
const pieceLimit = 16_384;
const nothing: Buffer = Buffer.alloc(0);

/**
 * Writes lines without ever making the caller wait: they are gathered, written by another thread, and dropped when
 * there is no more room for them. After a failure it tries again, less and less often, for as long as there is a problem.
 */
export class LineWriter {
  /** Lines lost because they could not be written, or not fast enough. */
  dropped = 0;
  readonly #sink: LineSink;
  #held = '';
  /** Lines before those, as bytes. */
  #pieces: Buffer[] = [];
  #pieceBytes = 0;
  /** Lines being written, from the first that is not. */
  #rest: Buffer = nothing;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  /** Another round is due at once. */
  #again = false;
  #failure = 0;
  #retryMs = firstRetryMs;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  /** The system's error number, such as that of ENOSPC, while lines cannot be written as they should; else 0. */
  get failure(): number {
    return this.#failure || this.#sink.problem;
  }

  /** Takes one line, without its line end. */
  add(line: string): void {
    if (this.#pieceBytes > bufferLimit) {
      this.dropped += 1;
      return;
    }
    this.#held += `${line}\n`;
    if (this.#held.length > pieceLimit) this.#cutPiece();
    if (this.#timer === undefined && this.#writing === undefined) this.#schedule(flushMs);
  }

  /** Opens what lines go to, anew where it is open. */
  reopen(): void {
    this.#sink.reopen();
    if (this.#writing === undefined) void this.#drain();
    else this.#again = true;
  }

  /** Resolves when everything taken so far is written, or could not be and is counted as dropped. */
  async flush(): Promise<void> {
    while (this.#holds || this.#rest.length > 0 || this.#writing !== undefined) {
      await (this.#writing ?? this.#drain());
      if (this.#failure !== 0) this.#dropAll();
    }
  }

  #schedule(afterMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#drain();
    }, afterMs);
    this.#timer.unref();
  }

  #drain(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
    this.#writing = this.#write().then(() => {
      this.#writing = undefined;
      if (this.#again) void this.#drain();
      else if (this.failure !== 0) this.#retry();
      else if (this.#holds) this.#schedule(flushMs);
    });
    return this.#writing;
  }

  /** One round: what is held at its begin, or what an earlier round left. Never rejects. */
  async #write(): Promise<void> {
    try {
      do {
        if (this.#rest.length === 0) this.#takeHeld();
        this.#rest = this.#rest.subarray(await this.#sink.write(this.#rest));
        this.#failure = 0;
      } while (this.#rest.length > 0);
      if (this.#sink.problem === 0) this.#retryMs = firstRetryMs;
    } catch (error) {
      this.#failure = errorNumber(error);
    }
  }

  #cutPiece(): void {
    const piece = Buffer.from(this.#held, 'utf8');
    this.#held = '';
    this.#pieces.push(piece);
    this.#pieceBytes += piece.length;
  }

  #takeHeld(): void {
    this.#cutPiece();
    this.#rest = Buffer.concat(this.#pieces, this.#pieceBytes);
    this.#pieces = [];
    this.#pieceBytes = 0;
  }

  get #holds(): boolean {
    return this.#held !== '' || this.#pieceBytes > 0;
  }

  #retry(): void {
    this.#schedule(this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, longestRetryMs);
  }

  #dropAll(): void {
    this.dropped += countLines(this.#rest);
    this.#takeHeld();
    this.dropped += countLines(this.#rest);
    this.#rest = nothing;
  }
}

function countLines(text: Buffer): number {
  let lines = 0;
  for (let at = text.indexOf(10); at !== -1; at = text.indexOf(10, at + 1)) lines += 1;
  return lines;
}
