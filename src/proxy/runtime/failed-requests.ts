import type { ExchangeRecord } from '../forward/forwarding.ts';

/** Lines kept between two calls of `take`; of requests that were refused for what the client sent, fewer. */
const mostLines = 20;
const mostRefusals = 5;

/** The lines of requests that failed, until they are taken: the first of each stretch, since a flood has one cause. */
export class FailedRequests {
  #lines: string[] = [];
  #refusals = 0;

  /** Whether the line of a request belongs here and there is room for it. */
  wants({ status, reason }: ExchangeRecord): boolean {
    if (status < 500 && (reason === undefined || reason === 'ClientClosed' || reason === 'HttpsRedirect'))
      return false;
    return this.#lines.length < mostLines && (status >= 500 || this.#refusals < mostRefusals);
  }

  add(line: string, { status }: ExchangeRecord): void {
    if (status < 500) this.#refusals += 1;
    this.#lines.push(line);
  }

  take(): readonly string[] {
    const lines = this.#lines;
    if (lines.length === 0) return none;
    this.#lines = [];
    this.#refusals = 0;
    return lines;
  }
}

const none: readonly string[] = [];
