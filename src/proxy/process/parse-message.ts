import type { PushResult } from '../config/index.ts';
import {
  asRecord,
  boundedText,
  isConfigUpdate,
  isCount,
  isEchoEntries,
  isEncodedParts,
  isStringArray,
  parseListenerProblems,
} from './message-fields.ts';
import type {
  ControlToSupervisor,
  EchoToSupervisor,
  SupervisorToControl,
  SupervisorToWorker,
  WorkerState,
  WorkerToSupervisor,
} from './messages.ts';

/** Each function gives undefined for what is no message of its direction: it is ignored, never trusted. */
export function parseFromWorker(value: unknown): WorkerToSupervisor | undefined {
  const message = asRecord(value);
  switch (message?.['kind']) {
    case 'ready':
      return { kind: 'ready' };
    case 'need-full':
      return { kind: 'need-full' };
    case 'beat':
      return 'counters' in message ? { kind: 'beat', counters: message['counters'] } : { kind: 'beat' };
    case 'ack': {
      const version = message['version'];
      const listenerProblems = parseListenerProblems(message['listenerProblems']);
      if (!isCount(version) || listenerProblems === undefined) return undefined;
      return { kind: 'ack', version, listenerProblems };
    }
    case 'refused': {
      const version = message['version'];
      if (!isCount(version)) return undefined;
      const why = boundedText(message['why']);
      return { kind: 'refused', version, full: message['full'] === true, why };
    }
    default:
      return undefined;
  }
}

export function parseFromControl(value: unknown): ControlToSupervisor | undefined {
  const message = asRecord(value);
  switch (message?.['kind']) {
    case undefined:
      return undefined;
    case 'hello':
    case 'ready':
    case 'beat':
      return { kind: message['kind'] };
    default:
      return message === undefined ? undefined : parseRequest(message);
  }
}

function parseRequest(message: Readonly<Record<string, unknown>>): ControlToSupervisor | undefined {
  const { id } = message;
  if (typeof id !== 'string') return undefined;
  switch (message['kind']) {
    case 'inventory':
      return { kind: 'inventory', id };
    case 'push': {
      const { set, delete: deleted } = message;
      if (!isEncodedParts(set) || !isStringArray(deleted)) return undefined;
      return { kind: 'push', id, set, delete: deleted };
    }
    case 'echo': {
      const services = message['services'];
      return isStringArray(services) ? { kind: 'echo', id, services } : undefined;
    }
    default:
      return undefined;
  }
}

export function parseFromEcho(value: unknown): EchoToSupervisor | undefined {
  const message = asRecord(value);
  if (message?.['kind'] !== 'echo') return undefined;
  const { id, entries } = message;
  return isCount(id) && isEchoEntries(entries) ? { kind: 'echo', id, entries } : undefined;
}

export function parseForWorker(value: unknown): SupervisorToWorker | undefined {
  const message = asRecord(value);
  if (message?.['kind'] === 'update') {
    const update = message['update'];
    return isConfigUpdate(update) ? { kind: 'update', update } : undefined;
  }
  if (message?.['kind'] !== 'drain') return undefined;
  const deadlineMs = message['deadlineMs'];
  return isCount(deadlineMs) ? { kind: 'drain', deadlineMs } : undefined;
}

export function parseForControl(value: unknown): SupervisorToControl | undefined {
  const message = asRecord(value);
  switch (message?.['kind']) {
    case 'stopping':
      return { kind: 'stopping' };
    case 'workers': {
      const workers = message['workers'];
      return isWorkerStates(workers) ? { kind: 'workers', workers } : undefined;
    }
    case 'counters': {
      const live = message['live'];
      return isLiveCounters(live) ? { kind: 'counters', live, ended: message['ended'] } : undefined;
    }
    default:
      return message === undefined ? undefined : parseAnswer(message);
  }
}

function parseAnswer(message: Readonly<Record<string, unknown>>): SupervisorToControl | undefined {
  const { id, entries } = message;
  if (message['kind'] === 'echo' && isEchoEntries(entries)) {
    return typeof id === 'string' ? { kind: 'echo', id, entries } : { kind: 'echo', entries };
  }
  if (typeof id !== 'string') return undefined;
  switch (message['kind']) {
    case 'no-echo':
      return { kind: 'no-echo', id };
    case 'inventory':
      return isInventory(entries) ? { kind: 'inventory', id, entries } : undefined;
    case 'pushed': {
      const result = parsePushResult(message['result']);
      return result === undefined ? undefined : { kind: 'pushed', id, result };
    }
    default:
      return undefined;
  }
}

function parsePushResult(value: unknown): PushResult | undefined {
  const result = asRecord(value);
  const version = result?.['version'];
  const listenerProblems = parseListenerProblems(result?.['listenerProblems']);
  if (!isCount(version) || listenerProblems === undefined) return undefined;
  const refused = result?.['refused'];
  return { version, listenerProblems, ...(typeof refused === 'string' ? { refused } : {}) };
}

function isInventory(value: unknown): value is readonly (readonly [string, string])[] {
  return Array.isArray(value) && value.every((pair) => isStringArray(pair) && pair.length === 2);
}

function isLiveCounters(value: unknown): value is readonly (readonly [number, unknown])[] {
  return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && isCount(pair[0]));
}

function isWorkerStates(value: unknown): value is readonly WorkerState[] {
  return Array.isArray(value) && value.every(isWorkerState);
}

function isWorkerState(value: unknown): value is WorkerState {
  const worker = asRecord(value);
  if (worker === undefined) return false;
  const state = worker['state'];
  return (
    (state === 'starting' || state === 'ready' || state === 'draining') &&
    [worker['id'], worker['pid'], worker['startedAt']].every(isCount)
  );
}
