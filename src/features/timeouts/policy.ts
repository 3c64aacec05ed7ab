/** How long a backend may take, in milliseconds. What is absent follows the settings of the server. */
export interface TimeoutsPolicy {
  /** Until a connection stands. */
  readonly connect?: number;
  /** Between two writes of the request. */
  readonly send?: number;
  /** From the whole request sent to the head of the response. */
  readonly response?: number;
  /** Between two reads of the response body, and without a byte in either direction of a tunnel. */
  readonly idle?: number;
}
