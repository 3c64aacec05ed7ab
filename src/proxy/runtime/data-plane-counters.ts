import type { Route } from '../../model/index.ts';
import { formatRef } from '../../model/index.ts';
import { RouteCounters } from '../../telemetry/index.ts';
import type { ExchangeRecord } from '../forward/forwarding.ts';

/** The counters of one worker. They only grow, so that sums over workers, and over workers that died, are exact. */
export class DataPlaneCounters {
  #requests = 0;
  #handshakeFailures = 0;
  readonly #byReason = new Map<string, number>();
  readonly #routes = new Map<string, RouteCounters>();
  #droppedLogLines = 0;
  #snapshot: unknown;

  /** The counters of a route, by what it matches and where it came from: a change of anything else keeps them. */
  ofRoute(table: string, host: string, route: Route): RouteCounters {
    const { path } = route.match;
    const name = `${table} ${host}${path.value} ${path.kind} ${formatRef(route.origin)}`;
    const known = this.#routes.get(name);
    if (known !== undefined) return known;
    const counters = new RouteCounters();
    this.#routes.set(name, counters);
    return counters;
  }

  count(record: ExchangeRecord): void {
    this.#snapshot = undefined;
    this.#requests += 1;
    if (record.reason !== undefined) {
      this.#byReason.set(record.reason, (this.#byReason.get(record.reason) ?? 0) + 1);
    }
  }

  countHandshakeFailure(): void {
    this.#snapshot = undefined;
    this.#handshakeFailures += 1;
  }

  /** All figures as plain data: the same object as long as none has changed. */
  read(droppedLogLines: number): unknown {
    if (this.#snapshot === undefined || droppedLogLines !== this.#droppedLogLines) {
      this.#droppedLogLines = droppedLogLines;
      this.#snapshot = this.#figures(droppedLogLines);
    }
    return this.#snapshot;
  }

  #figures(droppedLogLines: number): unknown {
    return {
      requests: this.#requests,
      handshakeFailures: this.#handshakeFailures,
      accessLogLinesDropped: droppedLogLines,
      byReason: Object.fromEntries(this.#byReason),
      routes: Object.fromEntries([...this.#routes].map(([name, counters]) => [name, counters.read()])),
    };
  }
}
