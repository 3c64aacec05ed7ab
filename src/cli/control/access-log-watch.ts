import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import type { Clock } from '../../base/index.ts';
import type { ServerReports } from './server-reports.ts';

/** How long a problem is reported after it passed: long enough to be seen. */
const reportedMs = 60_000;

/** What is known of the access log of all workers at one instant. */
export interface AccessLogState {
  /** Lines lost since the start, or undefined while that is not known. */
  readonly dropped: number | undefined;
  /** The system's error number of each worker, 0 where lines are written. */
  readonly errors: readonly number[];
}

/** Reports `AccessLogFailing` while lines are lost or cannot be written, and for a minute after. */
export class AccessLogWatch {
  readonly #target: string;
  readonly #clock: Clock;
  readonly #reports: ServerReports;
  #dropped: number | undefined;
  #message: string | undefined;
  #lastSeen = 0;

  /** `target` is what lines go to, for people. */
  constructor(target: string, clock: Clock, reports: ServerReports) {
    this.#target = target;
    this.#clock = clock;
    this.#reports = reports;
  }

  /** To be called about once a second. */
  look(state: AccessLogState): void {
    const now = this.#clock.now();
    const message = this.#judge(state);
    this.#dropped = state.dropped;
    if (message !== undefined) this.#lastSeen = now;
    else if (this.#message === undefined || now - this.#lastSeen < reportedMs) return;
    if (message === this.#message) return;
    this.#message = message;
    this.#reports.set('access-log', message === undefined ? [] : [{ reason: 'AccessLogFailing', message }]);
  }

  #judge({ dropped = 0, errors }: AccessLogState): string | undefined {
    const error = errors.find((number) => number !== 0);
    if (error !== undefined) {
      return `The access log cannot be written to ${this.#target}: ${getSystemErrorName(-error)}, ${getSystemErrorMessage(-error)}.`;
    }
    if (dropped <= (this.#dropped ?? dropped)) return undefined;
    return `Lines of the access log are lost: ${this.#target} does not take them as fast as requests come.`;
  }
}
