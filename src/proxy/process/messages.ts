import type { ConfigUpdate, EncodedPart, ListenerProblem, PushResult } from '../config/index.ts';

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

/** Counters of all workers: of those that live, by id, and the sum of those that ended. */
export interface CountersMessage {
  readonly kind: 'counters';
  readonly live: readonly (readonly [worker: number, counters: unknown])[];
  readonly ended: unknown;
}

export type ControlToSupervisor =
  | { readonly kind: 'hello' }
  /** It has started as it should. */
  | { readonly kind: 'ready' }
  /** A sign of life. */
  | { readonly kind: 'beat' }
  | { readonly kind: 'inventory'; readonly id: string }
  | {
      readonly kind: 'push';
      readonly id: string;
      readonly set: readonly EncodedPart[];
      readonly delete: readonly string[];
    }
  | { readonly kind: 'echo'; readonly id: string; readonly services: readonly string[] };

export type SupervisorToControl =
  | {
      readonly kind: 'inventory';
      readonly id: string;
      readonly entries: readonly (readonly [key: string, hash: string])[];
    }
  | { readonly kind: 'pushed'; readonly id: string; readonly result: PushResult }
  /** Without `id`: the echo process was replaced and these are the addresses now. */
  | { readonly kind: 'echo'; readonly id?: string; readonly entries: readonly EchoEntry[] }
  | { readonly kind: 'no-echo'; readonly id: string }
  | { readonly kind: 'workers'; readonly workers: readonly WorkerState[] }
  | CountersMessage
  | { readonly kind: 'stopping' };

export type SupervisorToWorker =
  | { readonly kind: 'update'; readonly update: ConfigUpdate }
  | { readonly kind: 'drain'; readonly deadlineMs: number };

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
  /** A sign of life; with `counters` when they changed. */
  | { readonly kind: 'beat'; readonly counters?: unknown };

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
