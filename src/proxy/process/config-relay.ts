import type { Logger } from '../../base/index.ts';
import type { EncodedPart, PushResult } from '../config/index.ts';
import type { WorkerToSupervisor } from './messages.ts';
import { PushTracker } from './push-tracker.ts';
import { RelayStore } from './relay-store.ts';
import type { WorkerPool } from './worker-pool.ts';

export interface ConfigRelayOptions {
  readonly pool: WorkerPool;
  readonly timeoutMs: number;
  readonly logger: Logger;
}

/**
 * Brings configuration to the workers and their answers back. A version that one worker refuses is taken back from
 * all, by another version that undoes it: the workers never differ for long, and a bad part does not stay in the
 * store to trouble each new worker.
 */
export class ConfigRelay {
  readonly #store = new RelayStore();
  readonly #tracker: PushTracker;
  readonly #pool: WorkerPool;
  readonly #logger: Logger;
  #changedAt: number | undefined;

  constructor(options: ConfigRelayOptions) {
    this.#pool = options.pool;
    this.#logger = options.logger;
    this.#tracker = new PushTracker({
      timeoutMs: options.timeoutMs,
      onHung: (worker) => this.#pool.kill(worker, 'did not take up configuration in time'),
      onRefused: (version) => this.#takeBack(version),
      onSettled: (version) => this.#store.settle(version),
    });
  }

  /** When the version was made, milliseconds since the epoch; undefined before the first push. */
  get changedAt(): number | undefined {
    return this.#changedAt;
  }

  /** 0 before the first push. */
  get version(): number {
    return this.#store.version;
  }

  /** `done` runs when each live worker has answered; one that ends counts as answered. */
  push(set: readonly EncodedPart[], deleted: readonly string[], done: (result: PushResult) => void): void {
    const update = this.#store.apply(set, deleted);
    this.#changedAt = Date.now();
    this.#tracker.begin(update.version, this.#pool.live, done);
    this.#pool.broadcast(update);
  }

  /** What the workers hold once open pushes are answered. */
  async inventory(): Promise<ReadonlyMap<string, string>> {
    await this.#tracker.idle();
    return this.#store.inventory();
  }

  workerStarted(worker: number): void {
    this.#tracker.join(worker);
  }

  workerEnded(worker: number): void {
    this.#tracker.gone(worker);
  }

  answer(worker: number, answer: WorkerToSupervisor): void {
    switch (answer.kind) {
      case 'ready':
        this.#pool.send(worker, this.#store.full());
        return;
      case 'need-full':
        this.#logger.info('worker asked for a full copy', { worker, version: this.#store.version });
        this.#pool.send(worker, this.#store.full());
        return;
      case 'ack':
        if (answer.listenerProblems.length > 0) {
          const { version, listenerProblems } = answer;
          this.#logger.debug('worker could not listen', { worker, version, listenerProblems });
        }
        this.#tracker.acked(worker, answer.version, answer.listenerProblems);
        return;
      case 'refused':
        this.#refused(worker, answer.version, answer.full, answer.why);
        return;
      case 'beat':
      case 'failed-requests':
      case 'log-lines':
    }
  }

  close(): void {
    this.#tracker.close();
  }

  #refused(worker: number, version: number, full: boolean, why: string): void {
    this.#logger.error('worker refused configuration', { worker, version, full, why });
    const open = this.#tracker.refused(worker, version, full, why);
    if (!open) this.#pool.kill(worker, 'refused configuration that others took');
    // After a refused step, the version that undoes it makes the worker ask for a full copy by itself.
    else if (full) this.#pool.send(worker, this.#store.full());
  }

  #takeBack(version: number): void {
    const update = this.#store.revert(version);
    if (update !== undefined) this.#pool.broadcast(update);
  }
}
