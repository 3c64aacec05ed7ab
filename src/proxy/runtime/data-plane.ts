import type { LineWriter } from '../../telemetry/index.ts';
import { runExchange } from '../forward/exchange.ts';
import type { ExchangeRecord, Forwarding } from '../forward/forwarding.ts';
import { Deadlines } from '../listener/deadlines.ts';
import type { ApplyResult, DataPlane, DataPlaneUpdate } from '../process/data-plane.ts';
import { UpstreamPool } from '../upstream/pool.ts';
import { accessLogLine, refusedRecord } from './access-log-line.ts';
import { DataPlaneCounters } from './data-plane-counters.ts';
import type { DataPlaneSettings } from './data-plane-settings.ts';
import { ListenerSet } from './listener-set.ts';
import { RunningConfiguration } from './running-configuration.ts';

/** The layer-7 data plane of one worker. */
export class LayerSevenDataPlane implements DataPlane {
  readonly #counters = new DataPlaneCounters();
  readonly #configuration: RunningConfiguration = new RunningConfiguration(this.#counters);
  readonly #deadlines = new Deadlines();
  readonly #pool: UpstreamPool;
  readonly #listeners: ListenerSet;
  readonly #log: LineWriter | undefined;

  constructor(settings: DataPlaneSettings, log?: LineWriter) {
    this.#log = log;
    this.#pool = new UpstreamPool(this.#deadlines, settings.upstreamTimeouts, settings.pool);
    const forwarding: Forwarding = {
      deadlines: this.#deadlines,
      connector: this.#pool,
      tunnelTimeouts: settings.tunnelTimeouts,
      record: (record) => this.#record(record),
    };
    this.#listeners = new ListenerSet({
      deadlines: this.#deadlines,
      timeouts: settings.downstreamTimeouts,
      bounds: settings.bounds,
      onRequest: (table, downstream) => runExchange(forwarding, downstream, table.decide(downstream.request)),
      onRefused: (client, error, startedAt) => this.#record(refusedRecord(client, error, startedAt)),
      onHandshakeFailure: () => this.#counters.countHandshakeFailure(),
    });
  }

  async apply(update: DataPlaneUpdate): Promise<ApplyResult> {
    this.#pool.release(this.#configuration.apply(update));
    return { listenerProblems: await this.#listeners.apply(this.#configuration.listeners()) };
  }

  async drain(deadlineMs: number): Promise<void> {
    await this.#listeners.drain(deadlineMs);
    await this.#log?.flush();
  }

  counters(): unknown {
    return this.#counters.read(this.#log?.dropped ?? 0);
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
    this.#log?.add(accessLogLine(record));
  }
}
