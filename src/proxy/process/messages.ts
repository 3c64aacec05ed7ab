import type { CounterReport, Gauges } from '../../telemetry/index.ts';
import type { ConfigUpdate, EncodedPart, ListenerProblem, PushResult } from '../config/index.ts';
import type { LogBatch } from './worker-log.ts';

/** Where an echo replica listens. */
export interface EchoEndpoint {
  readonly address: string;
  readonly port: number;
}

/** A Service and its echo replicas. */
export type EchoEntry = readonly [service: string, endpoints: readonly EchoEndpoint[]];

/** One worker as the supervisor sees it. */
export interface WorkerState {
  /** Counts up; a replacement has a new one. */
  readonly id: number;
  readonly pid: number;
  /** `ready` once it has taken its first configuration, if only an empty one. */
  readonly state: 'starting' | 'ready' | 'draining';
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** A worker, and how far it follows the configuration. */
export interface WorkerProgress extends WorkerState {
  /** The last version it said it holds; 0 before the first. */
  readonly acknowledged: number;
  /** For how long (milliseconds) it has owed an answer to a version; 0 when it owes none. */
  readonly owedMs: number;
}

/** The supervisor and its workers at one instant. Times are milliseconds since the epoch. */
export interface ServerProcesses {
  readonly supervisor: { readonly pid: number; readonly startedAt: number };
  readonly workers: readonly WorkerProgress[];
  /** How many workers there ought to be. */
  readonly wantedWorkers: number;
  /** The version of the configuration; 0 before the first. */
  readonly version: number;
  /** When that version was made. */
  readonly changedAt?: number;
}

/** What goes up and down in one process. */
export interface ProcessGauges {
  readonly process: 'supervisor' | 'worker';
  /** Absent for the supervisor. */
  readonly worker?: number;
  readonly gauges: Gauges;
}

/** Sums over all workers, those that ended included: of the routes that changed, and all that are not of routes. */
export interface CountersMessage {
  readonly kind: 'counters';
  /** What came before is void: the first message to a new control process. */
  readonly fresh: boolean;
  readonly report: CounterReport;
  readonly gauges: readonly ProcessGauges[];
}

export type ControlToSupervisor =
  | { readonly kind: 'hello' }
  /** It has started as it should. */
  | { readonly kind: 'ready' }
  /** A sign of life. */
  | { readonly kind: 'beat' }
  | { readonly kind: 'inventory'; readonly id: string }
  | { readonly kind: 'processes'; readonly id: string }
  | {
      readonly kind: 'push';
      readonly id: string;
      readonly set: readonly EncodedPart[];
      readonly delete: readonly string[];
    }
  | { readonly kind: 'echo'; readonly id: string; readonly services: readonly string[] }
  /** How many routes are counted each for itself, and the keys of those that are gone for good. */
  | { readonly kind: 'keep-counters'; readonly mostRoutes: number; readonly forget: readonly string[] }
  /** Its arguments from now on: the next control process starts with them. Not read by the supervisor's machinery. */
  | { readonly kind: 'settings'; readonly text: string }
  /** Whether it wants the lines of all requests; not at first. */
  | { readonly kind: 'tap'; readonly on: boolean };

export type SupervisorToControl =
  | {
      readonly kind: 'inventory';
      readonly id: string;
      readonly entries: readonly (readonly [key: string, hash: string])[];
    }
  | { readonly kind: 'pushed'; readonly id: string; readonly result: PushResult }
  | { readonly kind: 'processes'; readonly id: string; readonly state: ServerProcesses }
  /** Without `id`: the echo process was replaced and these are the addresses now. */
  | { readonly kind: 'echo'; readonly id?: string; readonly entries: readonly EchoEntry[] }
  | { readonly kind: 'no-echo'; readonly id: string }
  | { readonly kind: 'workers'; readonly workers: readonly WorkerState[] }
  | CountersMessage
  | LogMessage
  | { readonly kind: 'stopping' };

export type SupervisorToWorker =
  | { readonly kind: 'update'; readonly update: ConfigUpdate }
  | { readonly kind: 'drain'; readonly deadlineMs: number }
  | { readonly kind: 'reopen-log' }
  | { readonly kind: 'tap'; readonly on: boolean };

/** What a worker tells of single requests, in lines of the access log; the supervisor passes it on unread. */
export type LogMessage =
  | { readonly kind: 'failed-requests'; readonly lines: readonly string[] }
  | { readonly kind: 'log-lines'; readonly batch: LogBatch };

export type WorkerToSupervisor =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'ack';
      readonly version: number;
      readonly listenerProblems: readonly ListenerProblem[];
    }
  /** `full` when it was a full copy: the worker then has nothing to fall back on. */
  | { readonly kind: 'refused'; readonly version: number; readonly full: boolean; readonly why: string }
  | { readonly kind: 'need-full' }
  /** A sign of life; with what was counted since the last, and from time to time with gauges. */
  | { readonly kind: 'beat'; readonly counters?: CounterReport; readonly gauges?: Gauges }
  | LogMessage;

/** `previous` are addresses to take again where that is possible. */
export interface SupervisorToEcho {
  readonly kind: 'echo';
  readonly id: number;
  readonly services: readonly string[];
  readonly previous: readonly EchoEntry[];
}

export interface EchoToSupervisor {
  readonly kind: 'echo';
  readonly id: number;
  readonly entries: readonly EchoEntry[];
}
