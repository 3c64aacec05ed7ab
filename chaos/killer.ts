import { setTimeout as pause } from 'node:timers/promises';
import { acceptedPorts, killAccepted } from '../test/support/processes.ts';
import type { Program } from '../test/support/running-program.ts';
import type { Editor } from './editor.ts';
import type { Kills } from './tally.ts';

export interface KillerOptions {
  readonly program: Program;
  readonly editor: Editor;
  /** Takes down what each worker had accepted. */
  readonly kills: Kills;
  /** The worker that is not killed, so that some WebSockets are to live to the end. */
  readonly survivor: number;
  readonly tell: (line: string) => void;
}

/** The table of all connections is long to read. */
const successorPollMs = 250;

/** Kills processes of a program: a worker, then, once it is replaced, the control process. */
export class Killer {
  controlKills = 0;
  readonly #options: KillerOptions;

  constructor(options: KillerOptions) {
    this.#options = options;
  }

  /** Kills both every so many milliseconds; no more after `until`, a time of `performance.now()`. */
  async killEvery(ms: number, until: number): Promise<void> {
    for (let at = performance.now() + ms; at < until; at += ms) {
      await pause(Math.max(0, at - performance.now()));
      await this.#killWorker();
      await this.#killControl();
    }
  }

  async #killWorker(): Promise<void> {
    const { program, kills, survivor, tell } = this.#options;
    const { workers } = program.processes;
    const victim = workers.find((pid) => pid !== survivor);
    if (victim === undefined) return;
    const stoppedAt = performance.now();
    const ports = await killAccepted(victim, [program.http, program.https]);
    const since = performance.now();
    kills.add(ports);
    const stood = Math.round(since - stoppedAt);
    tell(`worker ${victim} killed with ${ports.size} connections, after it stood still for ${stood} ms`);
    while (!this.#isReplaced(workers)) await pause(successorPollMs);
    tell(`its successor serves after ${Math.round(performance.now() - since)} ms`);
  }

  /** True once there is a worker that was not there before, and has connections. */
  #isReplaced(before: readonly number[]): boolean {
    const { program } = this.#options;
    const added = program.processes.workers.find((pid) => !before.includes(pid));
    return added !== undefined && acceptedPorts(added, program.http).size > 0;
  }

  async #killControl(): Promise<void> {
    const { program, editor, tell } = this.#options;
    const [victim] = program.processes.control;
    if (victim === undefined) return;
    process.kill(victim, 'SIGKILL');
    this.controlKills += 1;
    const since = performance.now();
    await editor.catchUp();
    // The successor may have read edits at its start that were made after the first was asked for; it prints none of them.
    await editor.catchUp();
    const took = Math.round(performance.now() - since);
    tell(`control process ${victim} killed; its successor caught up after ${took} ms`);
  }
}
