/** Who takes what comes out of a pipe, and hears that there is room again. */
export interface PipeReader {
  onData(chunk: Buffer): void;
  onEnd(): void;
  onDrain(): void;
}

/** One direction of a connection in memory: takes what it is given at once, says when that was too much, and hands it on bit by bit. */
export class MemoryPipe {
  /** The most bytes waiting at any moment. */
  mostHeld = 0;
  #held = 0;
  #paused = false;
  #running = false;
  #full = false;
  readonly #queue: (Buffer | 'end')[] = [];
  readonly #reader: PipeReader;
  readonly #bytesATurn: number;

  /** Hands on about `bytesATurn` a turn of the event loop. */
  constructor(reader: PipeReader, bytesATurn: number = Number.POSITIVE_INFINITY) {
    this.#reader = reader;
    this.#bytesATurn = bytesATurn;
  }

  /** False when it is better to wait for `onDrain`. */
  write(chunk: Buffer): boolean {
    this.#queue.push(chunk);
    this.#held += chunk.length;
    this.mostHeld = Math.max(this.mostHeld, this.#held);
    this.#full = this.#held > 65_536;
    this.#run();
    return !this.#full;
  }

  end(): void {
    this.#queue.push('end');
    this.#run();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#run();
  }

  /** Drops what waits; nothing more is handed on. */
  destroy(): void {
    this.#queue.length = 0;
    this.#paused = true;
  }

  #run(): void {
    if (this.#running) return;
    this.#running = true;
    setImmediate(() => {
      this.#running = false;
      this.#turn();
    });
  }

  #turn(): void {
    for (let taken = 0; !this.#paused && taken < this.#bytesATurn; ) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      if (next === 'end') {
        this.#reader.onEnd();
        continue;
      }
      this.#held -= next.length;
      taken += next.length;
      this.#reader.onData(next);
    }
    if (this.#held === 0 && this.#full) {
      this.#full = false;
      this.#reader.onDrain();
    }
    if (this.#queue.length > 0 && !this.#paused) this.#run();
  }
}
