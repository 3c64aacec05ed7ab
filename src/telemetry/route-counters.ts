import { observe, sizeBounds, timeBounds } from './histogram.ts';
import { durationPlace, places, rowWidth } from './route-row.ts';
import { Tally } from './tally.ts';

/** One finished request, as it is counted. Times are milliseconds; one that was not measured is below 0. */
export interface RequestFigures {
  readonly status: number;
  /** Why Sluice itself answered or closed; undefined when the backend's response went through. */
  readonly reason: string | undefined;
  readonly durationMs: number;
  /** From the attempt that was answered to the head of its response. */
  readonly headerMs: number;
  /** From the attempt that was answered to the end of its response. */
  readonly responseMs: number;
  /** What it took to connect, where a connection was made for the request. */
  readonly connectMs: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly attempts: number;
  /** Why attempts failed, those that were made again included. */
  readonly failures: readonly string[];
}

const knownMethods = ['GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'PATCH', 'OPTIONS'] as const;
const otherMethod = knownMethods.length;
const methodCodes = 16;

/** Pairs of status and method a route has in full; a backend that makes up more gets the rest by class of status. */
const mostPairs = 64;

/**
 * What a worker counted of one route since it last told: added to for every request, so it allocates nothing once
 * it has seen what is usual. It puts itself on a list when it has something to tell.
 */
export class RouteCounters {
  readonly key: string;
  readonly values: Float64Array = new Float64Array(rowWidth);
  readonly #dirty: RouteCounters[];
  readonly #pairs = new Tally<number>();
  readonly #answers = new Tally<string>();
  readonly #failures = new Tally<string>();
  #told = true;

  constructor(key: string, dirty: RouteCounters[]) {
    this.key = key;
    this.#dirty = dirty;
  }

  /** `method` is absent where the request could not be parsed. */
  count(method: string | undefined, figures: RequestFigures): void {
    if (this.#told) {
      this.#told = false;
      this.#dirty.push(this);
    }
    const { values } = this;
    const { status, headerMs, responseMs, connectMs, attempts } = figures;
    const statusClass = Math.min(Math.max(Math.floor(status / 100), 1), 5);
    this.#countPair(status, statusClass, methodCode(method));
    observe(values, durationPlace(statusClass), timeBounds, figures.durationMs / 1000);
    if (responseMs >= 0) observe(values, places.response, timeBounds, responseMs / 1000);
    if (headerMs >= 0) observe(values, places.header, timeBounds, headerMs / 1000);
    if (connectMs >= 0) observe(values, places.connect, timeBounds, connectMs / 1000);
    observe(values, places.requestSize, sizeBounds, figures.requestBytes);
    observe(values, places.responseSize, sizeBounds, figures.responseBytes);
    if (attempts > 1) values[places.retries] = (values[places.retries] ?? 0) + attempts - 1;
    if (figures.reason !== undefined) this.#answers.add(figures.reason);
    for (const reason of figures.failures) this.#failures.add(reason);
  }

  /** Hands out what `values` does not hold, by name, and begins anew: `request GET 200`, `answer REASON`, `failure REASON`. */
  take(each: (name: string, count: number) => void): void {
    this.#told = true;
    this.values.fill(0);
    this.#pairs.take((pair, count) => each(pairName(pair), count));
    this.#answers.take((reason, count) => each(`answer ${reason}`, count));
    this.#failures.take((reason, count) => each(`failure ${reason}`, count));
  }

  #countPair(status: number, statusClass: number, method: number): void {
    const pair = status * methodCodes + method;
    const room = this.#pairs.size < mostPairs || this.#pairs.has(pair);
    this.#pairs.add(room ? pair : statusClass * methodCodes + otherMethod);
  }
}

function methodCode(method: string | undefined): number {
  switch (method) {
    case 'GET':
      return 0;
    case 'POST':
      return 1;
    case 'PUT':
      return 2;
    case 'HEAD':
      return 3;
    case 'DELETE':
      return 4;
    case 'PATCH':
      return 5;
    case 'OPTIONS':
      return 6;
    default:
      return otherMethod;
  }
}

function pairName(pair: number): string {
  const status = Math.floor(pair / methodCodes);
  const method = knownMethods[pair % methodCodes] ?? 'other';
  return `request ${method} ${status < 100 ? `${status}xx` : status}`;
}
