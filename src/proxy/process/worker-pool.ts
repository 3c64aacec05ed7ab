import cluster, { type Worker } from 'node:cluster';
import type { Logger } from '../../base/index.ts';
import type { CounterReport, Gauges } from '../../telemetry/index.ts';
import type { ConfigUpdate } from '../config/index.ts';
import { minStartMs, watchBeats } from './beat-watch.ts';
import { type Backoff, KeptProcess } from './kept-process.ts';
import type {
  LogMessage,
  SupervisorToWorker,
  WorkerProgress,
  WorkerState,
  WorkerToSupervisor,
} from './messages.ts';
import { parseFromWorker } from './parse-message.ts';
import { StartFailures } from './start-failures.ts';

export interface WorkerPoolOptions {
  readonly size: number;
  readonly backoff: Backoff;
  readonly hangMs: number;
  readonly logger: Logger;
  /** Environment changes for each worker. */
  readonly environment: Readonly<Record<string, undefined>>;
  onAnswer(worker: number, answer: WorkerToSupervisor): void;
  onCounters(report: CounterReport): void;
  onGauges(worker: number, gauges: Gauges): void;
  onLog(message: LogMessage): void;
  onStart(worker: number): void;
  onEnd(worker: number): void;
  /** The list of {@link WorkerPool.states} is another. */
  onChange(): void;
}

/** One place in the pool: a worker, and its successor when it ends. */
interface Slot {
  readonly kept: KeptProcess;
  /** Cluster's worker number; 0 while none runs. */
  id: number;
  state: WorkerState['state'];
  /** It takes messages: what changes goes to it as well. */
  receiving: boolean;
  /** The last version it acknowledged. */
  acknowledged: number;
  /** The last version sent, and since when it has owed an answer, by `performance.now()`. */
  sent: number;
  owesSince: number | undefined;
  startedAt: number;
  lastBeat: number;
  garbage: number;
}

/**
 * Keeps the workers alive. They listen on sockets that the cluster primary, this process, binds and shares, so
 * what waits in an accept queue is not lost with one worker. Node closes such a socket with the last worker that
 * holds it: should all workers die at once, waiting connections are reset, and new ones refused until the first
 * replacement listens. That is why there are at least two.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #slots: Slot[];
  readonly #startFailures: StartFailures;
  #watch: { close(): void } | undefined;
  #draining = false;
  #restarts = 0;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#startFailures = new StartFailures('workers', options.logger);
    this.#slots = Array.from({ length: options.size }, () => this.#slot());
  }

  start(): void {
    this.#watch = watchBeats(this.#options.hangMs, (now, stoodStill) => this.#checkBeats(now, stoodStill));
    for (const slot of this.#slots) slot.kept.start();
  }

  /** Ids of the workers that run, ready or not. */
  get live(): number[] {
    return this.#slots.filter((slot) => slot.id !== 0).map((slot) => slot.id);
  }

  /** Workers that ended and had to be replaced. */
  get restarts(): number {
    return this.#restarts;
  }

  get states(): WorkerState[] {
    return this.#slots.filter((slot) => slot.id !== 0).map(stateOf);
  }

  get progress(): WorkerProgress[] {
    const now = performance.now();
    return this.#slots
      .filter((slot) => slot.id !== 0)
      .map((slot) => ({
        ...stateOf(slot),
        acknowledged: slot.acknowledged,
        owedMs: slot.owesSince === undefined ? 0 : Math.round(now - slot.owesSince),
      }));
  }

  /** To all workers that take messages; the others get a full copy once they do. */
  broadcast(update: ConfigUpdate): void {
    for (const slot of this.#slots) {
      if (slot.id !== 0 && slot.receiving) sendUpdate(slot, update);
    }
  }

  /** To one worker. */
  send(worker: number, update: ConfigUpdate): void {
    const slot = this.#find(worker);
    if (slot !== undefined) sendUpdate(slot, update);
  }

  /** A message that is no configuration, to one worker or to all that take messages. */
  tell(message: SupervisorToWorker, worker?: number): void {
    for (const slot of this.#slots) {
      if (slot.id !== 0 && slot.receiving && (worker ?? slot.id) === slot.id) tell(slot, message);
    }
  }

  /** Ends a worker that cannot go on; another takes its place. */
  kill(worker: number, why: string): void {
    const slot = this.#find(worker);
    if (slot === undefined) return;
    this.#options.logger.error('worker killed', { worker, processId: slot.kept.pid, why });
    slot.kept.kill();
  }

  /** Workers finish what they have within the deadline and end; none is replaced. Resolves when none is left. */
  async drain(deadlineMs: number, graceMs: number): Promise<void> {
    this.#draining = true;
    for (const slot of this.#slots) {
      slot.kept.stop();
      // One that takes no messages yet has no request to finish.
      if (slot.receiving) tell(slot, { kind: 'drain', deadlineMs });
      else slot.kept.kill();
      slot.state = 'draining';
    }
    this.#options.onChange();
    await Promise.all(this.#slots.map((slot) => slot.kept.gone(deadlineMs + graceMs)));
    this.close();
  }

  /** Kills what is left. */
  close(): void {
    this.#watch?.close();
    for (const slot of this.#slots) {
      slot.kept.stop();
      slot.kept.kill();
    }
  }

  #slot(): Slot {
    const slot: Slot = {
      kept: new KeptProcess({
        name: 'worker',
        backoff: this.#options.backoff,
        logger: this.#options.logger,
        startFailures: this.#startFailures,
        fork: () => this.#fork(slot).process,
        onMessage: (message) => this.#receive(slot, message),
        onEnd: () => this.#ended(slot),
      }),
      id: 0,
      state: 'starting',
      receiving: false,
      acknowledged: 0,
      sent: 0,
      owesSince: undefined,
      startedAt: 0,
      lastBeat: 0,
      garbage: 0,
    };
    return slot;
  }

  #fork(slot: Slot): Worker {
    const worker = cluster.fork(this.#options.environment);
    // Failures to start or to send are seen on the process itself; without a listener here they would be thrown.
    worker.on('error', () => {});
    slot.id = worker.id;
    slot.state = 'starting';
    slot.receiving = false;
    slot.acknowledged = 0;
    slot.owesSince = undefined;
    slot.startedAt = Date.now();
    slot.lastBeat = performance.now();
    slot.garbage = 0;
    this.#options.onStart(slot.id);
    this.#options.onChange();
    return worker;
  }

  #ended(slot: Slot): boolean {
    const { id } = slot;
    slot.id = 0;
    if (!this.#draining) this.#restarts += 1;
    if (id !== 0) this.#options.onEnd(id);
    this.#options.onChange();
    return !this.#draining;
  }

  #receive(slot: Slot, value: unknown): void {
    const message = parseFromWorker(value);
    if (message === undefined) {
      this.#countGarbage(slot);
      return;
    }
    if (slot.id === 0) return;
    slot.lastBeat = performance.now();
    if (message.kind === 'beat') {
      if (message.gauges !== undefined) this.#options.onGauges(slot.id, message.gauges);
      if (message.counters !== undefined) this.#options.onCounters(message.counters);
      return;
    }
    if (message.kind === 'failed-requests' || message.kind === 'log-lines') {
      this.#options.onLog(message);
      return;
    }
    if (message.kind === 'ready') {
      slot.receiving = true;
      slot.kept.markReady();
    }
    if (message.kind === 'ack') slot.acknowledged = message.version;
    if ((message.kind === 'ack' || message.kind === 'refused') && message.version >= slot.sent) {
      slot.owesSince = undefined;
    }
    this.#options.onAnswer(slot.id, message);
    if (message.kind !== 'ack' || slot.state !== 'starting') return;
    slot.state = 'ready';
    this.#options.onChange();
  }

  #countGarbage(slot: Slot): void {
    slot.garbage += 1;
    if (slot.garbage !== 1) return;
    this.#options.logger.warn('message not understood, ignored', {
      worker: slot.id,
      processId: slot.kept.pid,
    });
  }

  #checkBeats(now: number, stoodStill: boolean): void {
    const { hangMs } = this.#options;
    for (const slot of this.#slots) {
      if (slot.id === 0) continue;
      const limit = slot.state === 'starting' ? Math.max(hangMs, minStartMs) : hangMs;
      if (stoodStill) slot.lastBeat = now;
      else if (now - slot.lastBeat > limit) this.kill(slot.id, 'no sign of life');
    }
  }

  #find(worker: number): Slot | undefined {
    return this.#slots.find((slot) => slot.id === worker && worker !== 0);
  }
}

function stateOf({ id, state, startedAt, kept }: Slot): WorkerState {
  return { id, pid: kept.pid ?? 0, state, startedAt };
}

function sendUpdate(slot: Slot, update: ConfigUpdate): void {
  slot.sent = update.version;
  slot.owesSince ??= performance.now();
  tell(slot, { kind: 'update', update });
}

function tell(slot: Slot, message: SupervisorToWorker): void {
  slot.kept.send(message);
}
