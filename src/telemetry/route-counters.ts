/** Requests, bytes and time of one route; plain fields, since they are added to for every request. */
export class RouteCounters {
  requests = 0;
  requestBytes = 0;
  responseBytes = 0;
  durationMs = 0;
  /** Answers by status, 100 to 599. */
  readonly #byStatus = new Float64Array(500);

  count(status: number, requestBytes: number, responseBytes: number, durationMs: number): void {
    this.requests += 1;
    this.requestBytes += requestBytes;
    this.responseBytes += responseBytes;
    this.durationMs += durationMs;
    const place = status - 100;
    this.#byStatus[place] = (this.#byStatus[place] ?? 0) + 1;
  }

  /** The figures as data: numbers to be added up over workers. */
  read(): Readonly<Record<string, number | Record<string, number>>> {
    const byStatus: Record<string, number> = {};
    for (const [place, count] of this.#byStatus.entries()) if (count > 0) byStatus[place + 100] = count;
    const { requests, requestBytes, responseBytes, durationMs } = this;
    return { requests, requestBytes, responseBytes, durationMs, byStatus };
  }
}
