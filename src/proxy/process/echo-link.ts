import type { Logger } from '../../base/index.ts';
import { forkProgram, type ProcessProgram } from './control-link.ts';
import { type Backoff, KeptProcess } from './kept-process.ts';
import type { EchoEntry, SupervisorToEcho } from './messages.ts';
import { parseFromEcho } from './parse-message.ts';
import { StartFailures } from './start-failures.ts';

export interface EchoLinkOptions {
  readonly program: ProcessProgram;
  readonly backoff: Backoff;
  readonly logger: Logger;
  /** `request` is the control process's own; absent when the echo process was replaced. */
  onEntries(request: string | undefined, entries: readonly EchoEntry[]): void;
}

/** The supervisor's end of the way to the echo process; a replacement is asked for the same addresses again. */
export class EchoLink {
  readonly #kept: KeptProcess;
  readonly #options: EchoLinkOptions;
  #services: readonly string[] = [];
  #entries: readonly EchoEntry[] = [];
  #sequence = 0;
  /** The control process's own ids of what is not answered yet, by ours. */
  readonly #open = new Map<number, string>();

  constructor(options: EchoLinkOptions) {
    this.#options = options;
    this.#kept = new KeptProcess({
      name: 'echo',
      backoff: options.backoff,
      logger: options.logger,
      startFailures: new StartFailures('echo processes', options.logger),
      fork: () => {
        const child = forkProgram(options.program);
        child.once('spawn', () => this.#again());
        return child;
      },
      onMessage: (message) => this.#receive(message),
      onEnd: () => true,
    });
  }

  start(): void {
    this.#kept.start();
  }

  request(id: string, services: readonly string[]): void {
    this.#services = services;
    this.#sequence += 1;
    this.#open.set(this.#sequence, id);
    this.#send();
  }

  async end(graceMs: number): Promise<void> {
    this.#kept.stop();
    this.#kept.disconnect();
    await this.#kept.gone(graceMs);
  }

  kill(): void {
    this.#kept.stop();
    this.#kept.kill();
  }

  #again(): void {
    if (this.#services.length > 0 || this.#open.size > 0) this.#send();
  }

  #send(): void {
    const message: SupervisorToEcho = {
      kind: 'echo',
      id: this.#sequence,
      services: this.#services,
      previous: this.#entries,
    };
    this.#kept.send(message);
  }

  #receive(value: unknown): void {
    const answer = parseFromEcho(value);
    if (answer === undefined) return;
    this.#kept.markReady();
    this.#entries = answer.entries;
    const answered = [...this.#open].filter(([sequence]) => sequence <= answer.id);
    for (const [sequence, id] of answered) {
      this.#open.delete(sequence);
      this.#options.onEntries(id, answer.entries);
    }
    if (answered.length === 0) this.#options.onEntries(undefined, answer.entries);
  }
}
