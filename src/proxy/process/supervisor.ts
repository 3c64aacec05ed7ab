import cluster from 'node:cluster';
import type { Logger } from '../../base/index.ts';
import { type Gauges, ProcessFigures } from '../../telemetry/index.ts';
import { ConfigRelay } from './config-relay.ts';
import { ControlLink, type ProcessProgram, withoutInspector } from './control-link.ts';
import { CounterLedger } from './counter-ledger.ts';
import { EchoLink } from './echo-link.ts';
import { type Backoff, defaultBackoff, type ProcessEnd, workerBackoff } from './kept-process.ts';
import { LogRelay } from './log-relay.ts';
import type { ControlToSupervisor, ServerProcesses } from './messages.ts';
import { reportBindErrorsEarly } from './shared-bind.ts';
import { listenForStop } from './stop-signals.ts';
import { workerEnvironment, workerExecArguments } from './worker-environment.ts';
import { WorkerPool } from './worker-pool.ts';

export type { ProcessProgram } from './control-link.ts';
export type { Backoff } from './kept-process.ts';

/** The worker program, and what its process may have of the file system. */
export interface WorkerProgram extends ProcessProgram {
  /** Files and folders it may read: its code. */
  readonly allowRead: readonly string[];
  /** The file it may make, read and append to: that of the access log. */
  readonly allowWrite?: string;
}

export interface SupervisorOptions {
  readonly control: ProcessProgram;
  readonly worker: WorkerProgram;
  readonly echo?: ProcessProgram;
  /** At least 2. */
  readonly workers: number;
  /** Takes the settings that the control process says hold from now on. */
  readonly onSettings?: (text: string) => void;
  readonly logger: Logger;
  /** How long workers may take to finish requests when the server stops; 30,000 by default. */
  readonly drainMs?: number;
  /** How long the server goes on after a stop signal, so that others notice it is no longer ready; 0 by default. */
  readonly readinessDelayMs?: number;
  /** How long a worker may take to answer a push before it is replaced; 10,000 by default. */
  readonly pushMs?: number;
  /** How long a worker may be silent before it is replaced; 10,000 by default. */
  readonly hangMs?: number;
  /** How long the control process may be silent before it is replaced; 30,000 by default. */
  readonly controlHangMs?: number;
  /** How long a process may take to end once its work is done, or its deadline over; 3,000 by default. */
  readonly graceMs?: number;
  readonly backoff?: Backoff;
  /** A stop signal this soon after the first is the same one, delivered twice (by a terminal and by npm); 500 by default. */
  readonly repeatMs?: number;
}

/** The control process ends with this code when its settings are wrong: starting it again would not help. */
export const configurationExitCode = 78;

/**
 * Runs the server's processes until a stop signal and resolves with the exit code: 0 after a drain, 130 when
 * interrupted twice, 78 when the control process found its configuration wrong before anything was served.
 * Call it once a process, first thing: it takes over `node:cluster` and the signals SIGINT, SIGTERM, SIGHUP and SIGUSR1.
 */
export function runSupervisor(options: SupervisorOptions): Promise<number> {
  return new Supervisor(options).run();
}

class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #pool: WorkerPool;
  readonly #control: ControlLink;
  readonly #echo: EchoLink | undefined;
  readonly #relay: ConfigRelay;
  readonly #counters = new CounterLedger();
  readonly #startedAt = Date.now();
  readonly #figures = new ProcessFigures();
  readonly #log = new LogRelay({
    tell: (message, worker) => this.#pool.tell(message, worker),
    send: (message, sent) => this.#control.send(message, sent),
  });
  #controlRestarts = 0;
  /** A control process has served: with a provider in a cloud, nothing of that comes to the workers. */
  #wasReady = false;
  #finish: (code: number) => void = () => {};
  #stopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    const { logger, hangMs = 10_000, pushMs = 10_000, backoff = defaultBackoff } = options;
    this.#pool = new WorkerPool({
      size: options.workers,
      backoff: options.backoff ?? workerBackoff,
      hangMs,
      logger,
      environment: workerEnvironment(process.env),
      onAnswer: (worker, answer) => {
        this.#relay.answer(worker, answer);
        if (answer.kind === 'ready') this.#log.workerReady(worker);
      },
      onLog: (message) => this.#log.take(message),
      onStart: (worker) => this.#relay.workerStarted(worker),
      onCounters: (report) => {
        this.#counters.add(report);
        this.#control.flushCounters();
      },
      onGauges: (worker, gauges) => {
        this.#counters.setGauges(worker, gauges);
        this.#control.flushCounters();
      },
      onEnd: (worker) => {
        this.#relay.workerEnded(worker);
        this.#counters.end(worker);
        this.#control.flushCounters();
      },
      onChange: () => this.#control.send({ kind: 'workers', workers: this.#pool.states }),
    });
    this.#relay = new ConfigRelay({ pool: this.#pool, timeoutMs: pushMs, logger });
    this.#control = new ControlLink({
      program: options.control,
      backoff,
      logger,
      hangMs: options.controlHangMs ?? 30_000,
      onMessage: (message) => this.#fromControl(message),
      takeCounters: () => this.#counters.take(() => this.#gauges()),
      onEnd: (end) => this.#controlEnded(end),
    });
    if (options.echo !== undefined) this.#echo = this.#echoLink(options.echo, backoff);
  }

  async run(): Promise<number> {
    const { worker, repeatMs = 500, logger } = this.#options;
    reportBindErrorsEarly();
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    const nodeMajor = Number.parseInt(process.versions.node, 10);
    cluster.setupPrimary({
      exec: worker.modulePath,
      args: [...(worker.args ?? [])],
      execArgv: [withoutInspector, ...workerExecArguments(worker, nodeMajor), ...(worker.execArgv ?? [])],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const signals = listenForStop({
      logger,
      repeatMs,
      terminal: process.stdin.isTTY,
      stop: () => void this.#stop(0, this.#options.drainMs ?? 30_000),
      abort: () => this.#abort(130),
      reopenLog: () => this.#pool.tell({ kind: 'reopen-log' }),
    });
    const ended = new Promise<number>((resolve) => {
      this.#finish = resolve;
    });
    this.#pool.start();
    this.#echo?.start();
    this.#control.start();
    const code = await ended;
    signals.close();
    this.#relay.close();
    return code;
  }

  #fromControl(message: ControlToSupervisor): void {
    switch (message.kind) {
      case 'hello':
        this.#control.send({ kind: 'workers', workers: this.#pool.states });
        this.#counters.renew();
        this.#control.flushCounters();
        return;
      case 'ready':
        this.#wasReady = true;
        return;
      case 'beat':
        return;
      case 'settings':
        this.#options.onSettings?.(message.text);
        return;
      case 'tap':
        this.#log.setTap(message.on);
        return;
      case 'keep-counters':
        this.#counters.keep(message.mostRoutes, message.forget);
        return;
      case 'inventory':
        void this.#relay.inventory().then((inventory) => {
          this.#control.send({ kind: 'inventory', id: message.id, entries: [...inventory] });
        });
        return;
      case 'processes':
        this.#control.send({ kind: 'processes', id: message.id, state: this.#processes() });
        return;
      case 'push':
        this.#relay.push(message.set, message.delete, (result) => {
          this.#control.send({ kind: 'pushed', id: message.id, result });
        });
        return;
      case 'echo':
        if (this.#echo === undefined) this.#control.send({ kind: 'no-echo', id: message.id });
        else this.#echo.request(message.id, message.services);
    }
  }

  #gauges(): Gauges {
    return {
      ...this.#figures.read(),
      configVersion: this.#relay.version,
      workerRestarts: this.#pool.restarts,
      controlRestarts: this.#controlRestarts,
    };
  }

  #processes(): ServerProcesses {
    const { version, changedAt } = this.#relay;
    return {
      supervisor: { pid: process.pid, startedAt: this.#startedAt },
      workers: this.#pool.progress,
      wantedWorkers: this.#options.workers,
      version,
      ...(changedAt === undefined ? {} : { changedAt }),
    };
  }

  #controlEnded(end: ProcessEnd): boolean {
    this.#log.controlGone();
    if (this.#stopping) return false;
    this.#controlRestarts += 1;
    if (end.code !== configurationExitCode || this.#wasReady) return true;
    void this.#stop(configurationExitCode, 0);
    return false;
  }

  #echoLink(program: ProcessProgram, backoff: Backoff): EchoLink {
    return new EchoLink({
      program,
      backoff,
      logger: this.#options.logger,
      onEntries: (request, entries) => {
        this.#control.send({ kind: 'echo', ...(request === undefined ? {} : { id: request }), entries });
      },
    });
  }

  /** Not ready any more, a while for others to notice, drain, end. Workers are replaced until the drain begins. */
  async #stop(code: number, drainMs: number): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    const { logger, readinessDelayMs = 0, graceMs = 3000 } = this.#options;
    this.#control.stop();
    this.#control.send({ kind: 'stopping' });
    if (code === 0 && readinessDelayMs > 0) {
      logger.info('stopping: no longer ready', { readinessDelayMs });
      await new Promise((resolve) => setTimeout(resolve, readinessDelayMs));
    }
    if (code === 0) logger.info('draining', { deadlineMs: drainMs });
    await this.#pool.drain(drainMs, graceMs);
    await Promise.all([this.#control.end(graceMs), this.#echo?.end(graceMs)]);
    this.#finish(code);
  }

  #abort(code: number): void {
    this.#stopping = true;
    this.#options.logger.warn('interrupted again: ending at once');
    this.#pool.close();
    this.#control.kill();
    this.#echo?.kill();
    this.#finish(code);
  }
}
