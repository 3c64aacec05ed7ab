/** What an attempt may have ended in for the request to be sent again; a number is the status of an answer. */
export type RetryCause = 'error' | 'timeout' | 'invalid-header' | 500 | 502 | 503 | 504;

/** How often, how long and for what a request is tried again. What is absent follows the settings of the server. */
export interface RetriesPolicy {
  /** Attempts after the first. */
  readonly most?: number;
  /** Milliseconds from the first attempt in which another may begin. */
  readonly time?: number;
  /**
   * What is tried again; what was sent only if it is idempotent. Absent: what was not sent, and what is idempotent and met
   * a connection that had gone stale.
   */
  readonly on?: readonly RetryCause[];
}
