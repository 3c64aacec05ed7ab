/** Lines of a worker's access log on their way to a reader. */
export interface LogBatch {
  /** Each with its line end. */
  readonly lines: string;
  readonly count: number;
  /** Lines that were left out before these. */
  readonly dropped: number;
}

/** Sends a batch; `sent` runs when it has left, or could not. */
export type SendBatch = (batch: LogBatch, sent: () => void) => void;

/** The access log of a worker, as far as its supervisor has a say in it. */
export interface WorkerLog {
  /** Opens the file of the log anew, where there is one. */
  reopen(): void;
  /** Lines of requests that failed since the last call: some of them where they are many. */
  takeFailed(): readonly string[];
  /** Hands out the line of every request from now on; undefined ends it. */
  setTap(send: SendBatch | undefined): void;
}
