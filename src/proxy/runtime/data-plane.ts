import type { CounterReport, Gauges } from '../../telemetry/index.ts';
import { runExchange } from '../forward/exchange.ts';
import type { ExchangeRecord, Forwarding } from '../forward/forwarding.ts';
import { Deadlines } from '../listener/deadlines.ts';
import type { ApplyResult, DataPlane, DataPlaneUpdate } from '../process/data-plane.ts';
import { UpstreamPool } from '../upstream/pool.ts';
import type { AccessLog } from './access-log.ts';
import { refusedRecord } from './access-log-line.ts';
import { DataPlaneCounters } from './data-plane-counters.ts';
import type { DataPlaneSettings } from './data-plane-settings.ts';
import { ListenerSet } from './listener-set.ts';
import { RunningConfiguration } from './running-configuration.ts';

/** The layer-7 data plane of one worker. */
export class LayerSevenDataPlane implements DataPlane {
  readonly #counters = new DataPlaneCounters();
  readonly #configuration: RunningConfiguration;
  readonly #deadlines = new Deadlines();
  readonly #pool: UpstreamPool;
  readonly #listeners: ListenerSet;
  readonly #log: AccessLog | undefined;

  constructor(settings: DataPlaneSettings, log?: AccessLog) {
    this.#log = log;
    const configuration = new RunningConfiguration(this.#counters, settings);
    this.#configuration = configuration;
    this.#pool = new UpstreamPool(this.#deadlines, settings.pool);
    const forwarding: Forwarding = {
      deadlines: this.#deadlines,
      connector: this.#pool,
      get settings() {
        return configuration.settings;
      },
      record: (record) => this.#record(record),
    };
    this.#listeners = new ListenerSet({
      deadlines: this.#deadlines,
      get timeouts() {
        return configuration.settings.downstreamTimeouts;
      },
      get bounds() {
        return configuration.settings.bounds;
      },
      get reasonHeader() {
        return configuration.settings.reasonHeader;
      },
      onRequest: (table, downstream) => runExchange(forwarding, downstream, table.decide(downstream.request)),
      onRefused: (client, error, startedAt) => this.#record(refusedRecord(client, error, startedAt)),
      counters: this.#counters,
    });
  }

  async apply(update: DataPlaneUpdate): Promise<ApplyResult> {
    this.#pool.release(this.#configuration.apply(update));
    this.#pool.bounds = this.#configuration.settings.pool;
    this.#pool.admin = this.#configuration.settings.admin;
    if (this.#log !== undefined) this.#log.settings = this.#configuration.settings.accessLog;
    return { listenerProblems: await this.#listeners.apply(this.#configuration.listeners()) };
  }

  async drain(deadlineMs: number): Promise<void> {
    await this.#listeners.drain(deadlineMs);
    await this.#log?.flush();
  }

  takeCounters(mostRoutes: number): CounterReport | undefined {
    return this.#counters.take(mostRoutes, this.#log?.dropped ?? 0);
  }

  gauges(): Gauges {
    const { idle, active } = this.#pool.connections();
    return {
      ...this.#listeners.gauges(),
      'upstream idle': idle,
      'upstream active': active,
      'access log error': this.#log?.failure ?? 0,
    };
  }

  close(): void {
    this.#listeners.destroy();
    this.#pool.close();
    this.#deadlines.close();
  }

  /** The ports listened on, by listener id: where a part asks for any port, the one it got. */
  ports(): ReadonlyMap<string, number> {
    return this.#listeners.ports();
  }

  #record(record: ExchangeRecord): void {
    this.#counters.count(record);
    this.#log?.record(record);
  }
}
