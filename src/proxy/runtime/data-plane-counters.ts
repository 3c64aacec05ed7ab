import type { Route } from '../../model/index.ts';
import { type CounterReport, RouteCounters, routeKey, takeRows, unrouted } from '../../telemetry/index.ts';
import { labelsOfRoute } from '../config/index.ts';
import type { ExchangeRecord } from '../forward/forwarding.ts';

/** What one worker counted since it last told the supervisor. */
export class DataPlaneCounters {
  /** Routes with something to tell. */
  readonly #dirty: RouteCounters[] = [];
  readonly #unrouted = new RouteCounters(routeKey(unrouted), this.#dirty);
  readonly #counts = new Map<string, number>();
  #requests = 0;
  #droppedLogLines = 0;

  /** Counters for a route. Where it came from is told by its labels, so a route that is changed goes on with the sums it had. */
  ofRoute(host: string, route: Route): RouteCounters {
    return new RouteCounters(routeKey(labelsOfRoute(host, route)), this.#dirty);
  }

  count(record: ExchangeRecord): void {
    this.#requests += 1;
    if (record.route === undefined) this.#unrouted.count(record.request?.method, record);
    else record.route.count(record);
  }

  /** Counts something that is not of a route, by name. */
  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  /** What was counted since the last call, of at most `mostRoutes` routes; undefined when nothing was. `droppedLogLines` are all so far. */
  take(mostRoutes: number, droppedLogLines: number): CounterReport | undefined {
    if (droppedLogLines > this.#droppedLogLines) {
      this.add('accessLogLinesDropped', droppedLogLines - this.#droppedLogLines);
      this.#droppedLogLines = droppedLogLines;
    }
    if (this.#requests > 0) this.add('requests', this.#requests);
    this.#requests = 0;
    if (this.#dirty.length === 0 && this.#counts.size === 0) return undefined;
    const counts = Object.fromEntries(this.#counts);
    this.#counts.clear();
    return { rows: takeRows(this.#dirty.splice(0, mostRoutes)), counts };
  }
}
