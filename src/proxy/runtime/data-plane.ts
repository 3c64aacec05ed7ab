import type { CounterReport, Gauges } from '../../telemetry/index.ts';
import { runExchange } from '../forward/exchange.ts';
import type { ExchangeRecord, Forwarding } from '../forward/forwarding.ts';
import { RetryBudget } from '../forward/retry-budget.ts';
import { Deadlines } from '../listener/deadlines.ts';
import { Gate } from '../listener/gate.ts';
import type { ApplyResult, DataPlane, DataPlaneUpdate } from '../process/data-plane.ts';
import { EndpointHealth } from '../upstream/health/endpoint-health.ts';
import { HealthChecks } from '../upstream/health/health-checks.ts';
import { troubleGauges } from '../upstream/health/trouble-gauges.ts';
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
  readonly #budget = new RetryBudget((what) => this.#counters.add(what));
  readonly #health: EndpointHealth;
  readonly #checks: HealthChecks;
  readonly #listeners: ListenerSet;
  readonly #log: AccessLog | undefined;

  constructor(settings: DataPlaneSettings, log?: AccessLog) {
    this.#log = log;
    this.#health = new EndpointHealth(settings.ejection, this.#deadlines, {
      onEjected: () => this.#counters.add('ejections'),
    });
    this.#pool = new UpstreamPool(this.#deadlines, settings.pool);
    this.#checks = new HealthChecks(this.#health, this.#pool, this.#deadlines);
    const configuration = new RunningConfiguration(this.#counters, settings, this.#health, this.#checks);
    this.#configuration = configuration;
    const forwarding: Forwarding = {
      deadlines: this.#deadlines,
      connector: this.#pool,
      budget: this.#budget,
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
      get limits() {
        return configuration.settings.requestLimits;
      },
      get bounds() {
        return configuration.settings.bounds;
      },
      get reasonHeader() {
        return configuration.settings.reasonHeader;
      },
      onRequest: (table, downstream) =>
        runExchange(
          forwarding,
          downstream,
          table.decide(downstream.request, configuration.settings.pathForwarding),
        ),
      onRefused: (client, error, startedAt) => this.#record(refusedRecord(client, error, startedAt)),
      counters: this.#counters,
      gate: new Gate({
        get settings() {
          return configuration.settings;
        },
        onRefused: (reason) => this.#counters.add(`refused ${reason}`),
      }),
    });
  }

  async apply(update: DataPlaneUpdate): Promise<ApplyResult> {
    this.#pool.release(this.#configuration.apply(update));
    this.#pool.bounds = this.#configuration.settings.pool;
    this.#health.settings = this.#configuration.settings.ejection;
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
    const { idle, active, queued } = this.#pool.connections();
    return {
      ...this.#listeners.gauges(),
      'upstream idle': idle,
      'upstream active': active,
      'upstream queued': queued,
      'endpoints unchecked': this.#checks.unchecked,
      ...troubleGauges(this.#health.troubled()),
      'access log error': this.#log?.failure ?? 0,
    };
  }

  close(): void {
    this.#listeners.destroy();
    this.#checks.close();
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
