import type { CounterReport, Gauges } from '../../telemetry/index.ts';
import type { ListenerProblem, Part } from '../config/index.ts';

/** A step of the configuration, as a data plane takes it. */
export interface DataPlaneUpdate {
  readonly set: readonly Part[];
  /** Keys of parts. */
  readonly delete: readonly string[];
  /** `set` is everything: what it does not name is gone. */
  readonly full: boolean;
}

export interface ApplyResult {
  readonly listenerProblems: readonly ListenerProblem[];
}

/** What runs in a worker. */
export interface DataPlane {
  /** One at a time, in order. Throws when it refuses the step; then nothing has changed. */
  apply(update: DataPlaneUpdate): Promise<ApplyResult>;
  /** Stops accepting; resolves when the last request is finished, at the latest after `deadlineMs`. */
  drain(deadlineMs: number): Promise<void>;
  /** What was counted since the last call, of at most so many routes; undefined when nothing was. */
  takeCounters(mostRoutes: number): CounterReport | undefined;
  /** What goes up and down, by name. */
  gauges(): Gauges;
  /** Closes every socket at once. */
  close(): void;
}
