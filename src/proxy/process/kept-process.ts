import type { ChildProcess } from 'node:child_process';
import { errorMessage, type LogFields, type Logger } from '../../base/index.ts';
import type { StartFailures } from './start-failures.ts';

/** How a process that ended is started again: after `firstMs`, twice as long each time, at most `maxMs`. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
  /** A process that lived this long starts the count anew. */
  readonly resetMs: number;
}

export const defaultBackoff: Backoff = { firstMs: 100, maxMs: 10_000, resetMs: 10_000 };

/** Of workers: while the last of them waits to be replaced, nobody serves. */
export const workerBackoff: Backoff = { ...defaultBackoff, maxMs: 1000 };

/** How a process ended; both are null when it could not be started. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface KeptProcessOptions {
  readonly name: string;
  readonly backoff: Backoff;
  readonly logger: Logger;
  /** Shared by all processes of one program. */
  readonly startFailures: StartFailures;
  /** Starts one; called again after each end. */
  fork(): ChildProcess;
  onMessage(message: unknown): void;
  /** After the last message of a process; false keeps it down. */
  onEnd(end: ProcessEnd): boolean;
}

/** How long the last messages of an ended process may take. */
const channelCloseMs = 1000;

/** One child process, started again whenever it ends, until {@link stop}. */
export class KeptProcess {
  readonly #options: KeptProcessOptions;
  #child: ChildProcess | undefined;
  #restart: NodeJS.Timeout | undefined;
  #failures = 0;
  #stopped = false;
  #ready = false;
  #startedAt = 0;
  readonly #idle: (() => void)[] = [];

  constructor(options: KeptProcessOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    this.#restart = undefined;
    this.#ready = false;
    this.#startedAt = performance.now();
    try {
      this.#child = this.#options.fork();
    } catch (error) {
      this.#options.logger.error(
        'process could not be started',
        this.#fields({ error: errorMessage(error) }),
      );
      this.#ended({ code: null, signal: null });
      return;
    }
    this.#watch(this.#child);
  }

  /** The process that runs has started as it should. */
  markReady(): void {
    if (this.#ready) return;
    this.#ready = true;
    this.#options.startFailures.ready();
  }

  /** Sends a message; `sent` runs when it has left (or could not). A process that is down gets nothing. */
  send(message: object, sent?: () => void): void {
    const child = this.#child;
    if (child?.connected !== true) sent?.();
    else child.send(message, () => sent?.());
  }

  /** No more restarts. The process itself goes on. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#restart);
    this.#restart = undefined;
    if (this.#child === undefined) this.#resolveIdle();
  }

  /** Closes the channel, which asks the process to end. */
  disconnect(): void {
    if (this.#child?.connected === true) this.#child.disconnect();
  }

  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  /** After {@link stop}: resolves when no process is left; kills one that takes longer than `graceMs`. */
  async gone(graceMs: number): Promise<void> {
    if (this.#child === undefined) return;
    const timer = setTimeout(() => {
      this.#options.logger.warn('process did not end in time: killed', this.#fields({}));
      this.kill();
    }, graceMs);
    await new Promise<void>((resolve) => this.#idle.push(resolve));
    clearTimeout(timer);
  }

  #watch(child: ChildProcess): void {
    child.on('message', (message) => this.#options.onMessage(message));
    child.on('error', (error) => {
      this.#options.logger.error('process failed', this.#fields({ error: errorMessage(error) }));
      if (child.pid === undefined && this.#child === child) this.#ended({ code: null, signal: null });
    });
    child.once('exit', (code, signal) => {
      // The channel may still hold what the process said last.
      let timer: NodeJS.Timeout | undefined;
      const ended = (): void => {
        clearTimeout(timer);
        child.off('disconnect', ended);
        this.#ended({ code, signal });
      };
      if (!child.connected) {
        ended();
        return;
      }
      timer = setTimeout(ended, channelCloseMs);
      child.once('disconnect', ended);
    });
  }

  #ended(end: ProcessEnd): void {
    const fields = this.#fields({ code: end.code, signal: end.signal });
    const lived = performance.now() - this.#startedAt;
    this.#child = undefined;
    const again = this.#options.onEnd(end);
    if (this.#stopped || !again) {
      this.stop();
      return;
    }
    const { firstMs, maxMs, resetMs } = this.#options.backoff;
    this.#failures = lived >= resetMs ? 1 : this.#failures + 1;
    const restartInMs = Math.min(maxMs, firstMs * 2 ** Math.min(this.#failures - 1, 20));
    this.#options.logger.error('process ended, starting another', { ...fields, restartInMs });
    if (!this.#ready) this.#options.startFailures.failed(end);
    this.#restart = setTimeout(() => this.start(), restartInMs);
  }

  #fields(more: LogFields): LogFields {
    return { process: this.#options.name, processId: this.#child?.pid, ...more };
  }

  #resolveIdle(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
