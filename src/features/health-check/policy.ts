/** How the endpoints behind a route are asked whether they work. */
export interface HealthCheckPolicy {
  /** Path of the GET. */
  readonly path: string;
  /** Milliseconds from one check of an endpoint to the next. */
  readonly interval: number;
  /** Milliseconds for an answer. */
  readonly timeout: number;
  /** Checks in a row that must fail, or pass, to change the verdict. */
  readonly unhealthyThreshold: number;
  readonly healthyThreshold: number;
  /** The lowest and the highest status that passes. */
  readonly status: readonly [number, number];
}
