import { type ChildProcess, fork } from 'node:child_process';
import type { Logger } from '../../base/index.ts';
import { minStartMs, watchBeats } from './beat-watch.ts';
import { type Backoff, KeptProcess, type ProcessEnd } from './kept-process.ts';
import type { ControlToSupervisor, CountersMessage, SupervisorToControl } from './messages.ts';
import { parseFromControl } from './parse-message.ts';
import { StartFailures } from './start-failures.ts';

/** A program to run as a process of its own. */
export interface ProcessProgram {
  readonly modulePath: string;
  readonly args?: readonly string[];
  readonly execArgv?: readonly string[];
}

export interface ControlLinkOptions {
  readonly program: ProcessProgram;
  readonly backoff: Backoff;
  readonly logger: Logger;
  /** How long it may be silent before it is replaced. */
  readonly hangMs: number;
  onMessage(message: ControlToSupervisor): void;
  /** The counters to send next, or undefined when the control process has them all. */
  takeCounters(): CountersMessage | undefined;
  /** False keeps it down. */
  onEnd(end: ProcessEnd): boolean;
}

/** The supervisor's end of the way to the control process. */
export class ControlLink {
  readonly #options: ControlLinkOptions;
  readonly #kept: KeptProcess;
  #sendingCounters = false;
  #garbage = 0;
  #heard = false;
  #lastBeat = 0;
  #watch: { close(): void } | undefined;

  constructor(options: ControlLinkOptions) {
    this.#options = options;
    this.#kept = new KeptProcess({
      name: 'control',
      backoff: options.backoff,
      logger: options.logger,
      startFailures: new StartFailures('control processes', options.logger),
      fork: () => this.#fork(),
      onMessage: (message) => this.#receive(message),
      onEnd: options.onEnd,
    });
  }

  start(): void {
    this.#watch = watchBeats(this.#options.hangMs, (now, stoodStill) => this.#checkBeat(now, stoodStill));
    this.#kept.start();
  }

  /**
   * A control process that is down gets nothing; it asks for what it needs when it is back. `sent` runs when the
   * message has left, or could not.
   */
  send(message: SupervisorToControl, sent?: () => void): void {
    this.#kept.send(message, sent);
  }

  /** Sends the newest counters, one message at a time: a slow reader gets fewer, never a queue. */
  flushCounters(): void {
    if (this.#sendingCounters) return;
    const message = this.#options.takeCounters();
    if (message === undefined) return;
    this.#sendingCounters = true;
    this.#kept.send(message, () => {
      this.#sendingCounters = false;
      this.flushCounters();
    });
  }

  /** No restart from now on. */
  stop(): void {
    this.#kept.stop();
  }

  /** Asks it to end, by closing the channel, and waits. */
  async end(graceMs: number): Promise<void> {
    this.#kept.stop();
    this.#kept.disconnect();
    await this.#kept.gone(graceMs);
    this.#watch?.close();
  }

  kill(): void {
    this.#watch?.close();
    this.#kept.stop();
    this.#kept.kill();
  }

  #fork(): ChildProcess {
    this.#sendingCounters = false;
    this.#garbage = 0;
    this.#heard = false;
    this.#lastBeat = performance.now();
    return forkProgram(this.#options.program);
  }

  #checkBeat(now: number, stoodStill: boolean): void {
    const { hangMs, logger } = this.#options;
    const limit = this.#heard ? hangMs : Math.max(hangMs, minStartMs);
    if (stoodStill) this.#lastBeat = now;
    const processId = this.#kept.pid;
    if (processId === undefined || now - this.#lastBeat <= limit) return;
    logger.error('control process killed', { processId, why: 'no sign of life' });
    this.#kept.kill();
  }

  #receive(value: unknown): void {
    this.#heard = true;
    this.#lastBeat = performance.now();
    const message = parseFromControl(value);
    if (message?.kind === 'beat') return;
    if (message?.kind === 'ready') this.#kept.markReady();
    if (message !== undefined) {
      this.#options.onMessage(message);
      return;
    }
    this.#garbage += 1;
    if (this.#garbage === 1) {
      this.#options.logger.warn('message not understood, ignored', {
        process: 'control',
        processId: this.#kept.pid,
      });
    }
  }
}

/** SIGUSR1, sent to every process of a group, opens no inspector in those below the supervisor. */
export const withoutInspector = '--disable-sigusr1';

/** Starts a program with a channel; its output is ours. */
export function forkProgram(program: ProcessProgram): ChildProcess {
  return fork(program.modulePath, [...(program.args ?? [])], {
    execArgv: [withoutInspector, ...(program.execArgv ?? [])],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}
