import type { EncodedPart } from './parts.ts';

/** A socket that a worker could not listen on. */
export interface ListenerProblem {
  /** Id of the listener part. */
  readonly listener: string;
  /** System error code: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, … */
  readonly code: string;
}

/** What the workers made of one push. */
export interface PushResult {
  readonly version: number;
  /** Listeners that could not be opened; everything else of the push is in force. */
  readonly listenerProblems: readonly ListenerProblem[];
  /** Set when a worker refused the version and kept the one before: why. */
  readonly refused?: string;
}

/** The way from the control process to all workers. */
export interface ConfigChannel {
  /** What the workers hold at present: part key to content hash. Survives a restart of the control process. */
  inventory(): Promise<ReadonlyMap<string, string>>;
  /** Sends changes to all workers; resolves when each live one has answered (a worker that dies counts as answered). Pushes keep their order. */
  push(set: readonly EncodedPart[], deleted: readonly string[]): Promise<PushResult>;
}
