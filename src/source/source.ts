import type { Kind, ObjectKey } from '../kubernetes/types/index.ts';
import type { ObjectReport } from '../model/index.ts';
import type { Snapshot } from '../snapshot/index.ts';

/** What changed since the last call of the listener. */
export interface SourceChange {
  /** Objects added, changed or deleted, by kind. EndpointSlices are listed by the key of their Service. */
  readonly keys: ReadonlyMap<Kind, ReadonlySet<ObjectKey>>;
  /** One line a change, for people: `Ingress default/cafe changed (examples/cafe/ingress.yaml)`. */
  readonly lines: readonly string[];
  /** True when `reports` or `healthy` changed. */
  readonly reportsChanged: boolean;
}

/** What a source knows at one instant. */
export interface SourceState {
  readonly snapshot: Snapshot;
  /** Files and objects that were left out or kept back, sorted. */
  readonly reports: readonly ObjectReport[];
  /** False while the source cannot see all of its objects (a folder is unreadable, a watch is down): nothing may be released then. */
  readonly healthy: boolean;
}

/** Where objects come from. */
export interface Source {
  /**
   * Reads everything once, then watches. Resolves when the first reading is complete.
   * `onChange` is called after that, once for each batch of changes; `state()` is current by then.
   * @throws OperatorError when the source cannot be read at all.
   */
  start(onChange: (change: SourceChange) => void): Promise<void>;
  state(): SourceState;
  /** The file an object in force came from; undefined where there is none. */
  place(kind: Kind, key: ObjectKey): string | undefined;
  /** The line of that file (from 1) at which the object begins; undefined where it is not known. */
  line(kind: Kind, key: ObjectKey): number | undefined;
  close(): Promise<void>;
}
