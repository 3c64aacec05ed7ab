import { errorMessage } from '../../base/index.ts';
import type { ConfigUpdate } from '../config/index.ts';
import type { DataPlane } from './data-plane.ts';
import { decodePart } from './decode-part.ts';
import type { WorkerToSupervisor } from './messages.ts';

/** Takes the steps of the configuration into a data plane, one at a time, and answers each. */
export class ConfigReceiver {
  readonly #dataPlane: DataPlane;
  readonly #answer: (answer: WorkerToSupervisor) => void;
  #version = 0;
  #askedForFull = false;
  #last: Promise<void> = Promise.resolve();

  constructor(dataPlane: DataPlane, answer: (answer: WorkerToSupervisor) => void) {
    this.#dataPlane = dataPlane;
    this.#answer = answer;
  }

  /** The version in force; 0 before the first. */
  get version(): number {
    return this.#version;
  }

  /** Resolves when this update, and all before it, are answered. */
  receive(update: ConfigUpdate): Promise<void> {
    this.#last = this.#last.then(() => this.#take(update));
    return this.#last;
  }

  async #take(update: ConfigUpdate): Promise<void> {
    const { base, version } = update;
    const full = base === 0;
    if (!full && base !== this.#version) {
      // What follows on the missed step is answered by the full copy as well.
      if (!this.#askedForFull) this.#answer({ kind: 'need-full' });
      this.#askedForFull = true;
      return;
    }
    this.#askedForFull = false;
    try {
      const set = update.set.map(decodePart);
      const { listenerProblems } = await this.#dataPlane.apply({ set, delete: update.delete, full });
      this.#version = version;
      this.#answer({ kind: 'ack', version, listenerProblems });
    } catch (error) {
      this.#answer({ kind: 'refused', version, full, why: errorMessage(error) });
    }
  }
}
