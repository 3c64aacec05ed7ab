import { randomUUID } from 'node:crypto';
import { CounterTotals } from '../../telemetry/index.ts';
import type { ConfigChannel, PushResult } from '../config/index.ts';
import type {
  ControlToSupervisor,
  EchoEndpoint,
  EchoEntry,
  ProcessGauges,
  ServerProcesses,
  SupervisorToControl,
  WorkerState,
} from './messages.ts';
import { parseForControl } from './parse-message.ts';
import { PendingAnswers } from './pending-answers.ts';
import { leaveEndToSupervisor } from './stop-signals.ts';
import type { LogBatch } from './worker-log.ts';

/** What a control process has from its supervisor. */
export interface SupervisorLink {
  readonly channel: ConfigChannel;
  readonly echo: EchoChannel;
  /** Tells the supervisor that this process has started as it should. */
  ready(): void;
  /** Tells the supervisor the settings that hold from now on, in a form of the caller's. */
  keepSettings(text: string): void;
  /** The workers at present. */
  workers(): readonly WorkerState[];
  /** The supervisor, its workers, and how far they follow the configuration. */
  processes(): Promise<ServerProcesses>;
  onWorkersChange(listener: (workers: readonly WorkerState[]) => void): void;
  /** The sums over all workers, those that ended included. */
  counters(): Pick<CounterTotals, 'counts' | 'routes'>;
  /** Gauges of the supervisor and of each worker. */
  gauges(): readonly ProcessGauges[];
  /** How many routes are counted each for itself from now on, and the keys of those whose sums are to be dropped. */
  keepCounters(mostRoutes: number, forget: readonly string[]): void;
  /** Lines of the access log of requests that failed, as workers send them: the first of many. */
  onFailedRequests(listener: (lines: readonly string[]) => void): void;
  /** Asks for the lines of all requests, or for no more of them. */
  tapLog(on: boolean): void;
  /** Lines that were asked for; what a worker or the way here had no room for is counted in them. */
  onLogLines(listener: (batch: LogBatch) => void): void;
  /** Called when the server begins to stop: it is no longer ready, yet serves and takes changes until it is drained. */
  onStopping(listener: () => void): void;
  /** Called when the server is drained, or the supervisor gone. The process ends after what `flush` returns, or two seconds. */
  onShutdown(flush: () => void | Promise<void>): void;
}

/** The echo backends of the supervisor's echo process. */
export interface EchoChannel {
  /** Replaces the Services that have echo backends and gives the addresses of each. Rejects where there are none. */
  endpointsFor(services: readonly string[]): Promise<ReadonlyMap<string, readonly EchoEndpoint[]>>;
  /** The echo process was replaced: these are the addresses now, mostly the same as before. */
  onChange(listener: (endpoints: ReadonlyMap<string, readonly EchoEndpoint[]>) => void): void;
}

const flushMs = 2000;
/** How often the supervisor hears that this process lives. */
const beatMs = 500;

/** Connects to the supervisor that started this process. Throws where there is none. Call it once. */
export function connectSupervisor(): SupervisorLink {
  if (process.send === undefined)
    throw new Error('connectSupervisor needs a process that the supervisor started');
  leaveEndToSupervisor();
  const state = new LinkState();
  process.on('message', (value) => {
    const message = parseForControl(value);
    if (message !== undefined) state.receive(message);
  });
  process.on('disconnect', () => void state.end());
  if (!process.connected) void state.end();
  state.send({ kind: 'hello' });
  setInterval(() => state.send({ kind: 'beat' }), beatMs).unref();
  return {
    channel: {
      inventory: async () =>
        new Map(await state.inventories.ask((id) => state.send({ kind: 'inventory', id }))),
      push: (set, deleted) =>
        state.pushes.ask((id) => state.send({ kind: 'push', id, set, delete: deleted })),
    },
    echo: {
      endpointsFor: async (services) =>
        new Map(await state.echoes.ask((id) => state.send({ kind: 'echo', id, services }))),
      onChange: (listener) => void state.echoListeners.push((entries) => listener(new Map(entries))),
    },
    ready: () => state.send({ kind: 'ready' }),
    keepSettings: (text) => state.send({ kind: 'settings', text }),
    workers: () => state.workers,
    processes: () => state.processes.ask((id) => state.send({ kind: 'processes', id })),
    onWorkersChange: (listener) => void state.workerListeners.push(listener),
    counters: () => state.counters,
    gauges: () => state.gauges,
    keepCounters: (mostRoutes, forget) => {
      state.counters.forget(forget);
      state.send({ kind: 'keep-counters', mostRoutes, forget });
    },
    onFailedRequests: (listener) => void state.failedListeners.push(listener),
    tapLog: (on) => state.send({ kind: 'tap', on }),
    onLogLines: (listener) => void state.lineListeners.push(listener),
    onStopping: (listener) => void state.stoppingListeners.push(listener),
    onShutdown: (flush) => void state.shutdownListeners.push(flush),
  };
}

type Pairs = readonly (readonly [string, string])[];

class LinkState {
  readonly #prefix = randomUUID();
  readonly inventories = new PendingAnswers<Pairs>(this.#prefix);
  readonly pushes = new PendingAnswers<PushResult>(this.#prefix);
  readonly processes = new PendingAnswers<ServerProcesses>(this.#prefix);
  readonly echoes = new PendingAnswers<readonly EchoEntry[]>(this.#prefix);
  readonly echoListeners: ((entries: readonly EchoEntry[]) => void)[] = [];
  readonly workerListeners: ((workers: readonly WorkerState[]) => void)[] = [];
  readonly failedListeners: ((lines: readonly string[]) => void)[] = [];
  readonly lineListeners: ((batch: LogBatch) => void)[] = [];
  readonly stoppingListeners: (() => void)[] = [];
  readonly shutdownListeners: (() => void | Promise<void>)[] = [];
  workers: readonly WorkerState[] = [];
  counters = new CounterTotals();
  gauges: readonly ProcessGauges[] = [];

  send(message: ControlToSupervisor): void {
    // A failure to send is a channel that is gone; the disconnect says so.
    process.send?.(message, undefined, undefined, () => {});
  }

  receive(message: SupervisorToControl): void {
    switch (message.kind) {
      case 'inventory':
        this.inventories.resolve(message.id, message.entries);
        return;
      case 'processes':
        this.processes.resolve(message.id, message.state);
        return;
      case 'pushed':
        this.pushes.resolve(message.id, message.result);
        return;
      case 'echo':
        if (message.id !== undefined) this.echoes.resolve(message.id, message.entries);
        else for (const listener of this.echoListeners) listener(message.entries);
        return;
      case 'no-echo':
        this.echoes.reject(message.id, new Error('the server runs without echo backends'));
        return;
      case 'workers':
        this.workers = message.workers;
        for (const listener of this.workerListeners) listener(message.workers);
        return;
      case 'counters':
        if (message.fresh) this.counters = new CounterTotals();
        this.counters.put(message.report);
        this.gauges = message.gauges;
        return;
      case 'failed-requests':
        for (const listener of this.failedListeners) listener(message.lines);
        return;
      case 'log-lines':
        for (const listener of this.lineListeners) listener(message.batch);
        return;
      case 'stopping':
        for (const listener of this.stoppingListeners) listener();
    }
  }

  async end(): Promise<void> {
    const timer = setTimeout(() => process.exit(0), flushMs);
    await Promise.allSettled(this.shutdownListeners.map(async (flush) => flush()));
    clearTimeout(timer);
    process.exit(0);
  }
}
