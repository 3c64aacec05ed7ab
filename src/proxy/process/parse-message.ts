import { isCounterReport, isNumbers } from '../../telemetry/index.ts';
import type { PushResult } from '../config/index.ts';
import { parseLogMessage, parseTap } from './log-messages.ts';
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
  ProcessGauges,
  ServerProcesses,
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
      return parseBeat(message);
    case 'ack': {
      const version = message['version'];
      const listenerProblems = parseListenerProblems(message['listenerProblems']);
      if (!isCount(version) || listenerProblems === undefined) return undefined;
      return { kind: 'ack', version, listenerProblems };
    }
    case 'failed-requests':
    case 'log-lines':
      return parseLogMessage(message);
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

function parseBeat(message: Readonly<Record<string, unknown>>): WorkerToSupervisor | undefined {
  const { counters, gauges } = message;
  if (counters !== undefined && !isCounterReport(counters)) return undefined;
  if (gauges !== undefined && !isNumbers(gauges)) return undefined;
  return {
    kind: 'beat',
    ...(counters === undefined ? {} : { counters }),
    ...(gauges === undefined ? {} : { gauges }),
  };
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
    case 'tap':
      return parseTap(message);
    case 'settings':
      return typeof message['text'] === 'string' ? { kind: 'settings', text: message['text'] } : undefined;
    case 'keep-counters': {
      const { mostRoutes, forget } = message;
      if (!isCount(mostRoutes) || !isStringArray(forget)) return undefined;
      return { kind: 'keep-counters', mostRoutes, forget };
    }
    default:
      return message === undefined ? undefined : parseRequest(message);
  }
}

function parseRequest(message: Readonly<Record<string, unknown>>): ControlToSupervisor | undefined {
  const { id } = message;
  if (typeof id !== 'string') return undefined;
  switch (message['kind']) {
    case 'inventory':
    case 'processes':
      return { kind: message['kind'], id };
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
  if (message?.['kind'] === 'tap') return parseTap(message);
  if (message?.['kind'] === 'reopen-log') return { kind: 'reopen-log' };
  if (message?.['kind'] !== 'drain') return undefined;
  const deadlineMs = message['deadlineMs'];
  return isCount(deadlineMs) ? { kind: 'drain', deadlineMs } : undefined;
}

export function parseForControl(value: unknown): SupervisorToControl | undefined {
  const message = asRecord(value);
  switch (message?.['kind']) {
    case 'stopping':
      return { kind: 'stopping' };
    case 'failed-requests':
    case 'log-lines':
      return parseLogMessage(message);
    case 'workers': {
      const workers = message['workers'];
      return isWorkerStates(workers) ? { kind: 'workers', workers } : undefined;
    }
    case 'counters': {
      const { fresh, report, gauges } = message;
      if (!isCounterReport(report) || !isProcessGauges(gauges)) return undefined;
      return { kind: 'counters', fresh: fresh === true, report, gauges };
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
    case 'processes': {
      const state = message['state'];
      return isServerProcesses(state) ? { kind: 'processes', id, state } : undefined;
    }
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

function isProcessGauges(value: unknown): value is readonly ProcessGauges[] {
  return Array.isArray(value) && value.every(isGaugesOfProcess);
}

function isGaugesOfProcess(value: unknown): value is ProcessGauges {
  const entry = asRecord(value);
  const { process, worker, gauges } = entry ?? {};
  const named = process === 'supervisor' || process === 'worker';
  return named && (worker === undefined || isCount(worker)) && isNumbers(gauges);
}

function isWorkerStates(value: unknown): value is readonly WorkerState[] {
  return Array.isArray(value) && value.every(isWorkerState);
}

function isServerProcesses(value: unknown): value is ServerProcesses {
  const state = asRecord(value);
  const supervisor = asRecord(state?.['supervisor']);
  const { workers, changedAt } = state ?? {};
  return (
    [supervisor?.['pid'], supervisor?.['startedAt'], state?.['wantedWorkers'], state?.['version']].every(
      isCount,
    ) &&
    (changedAt === undefined || isCount(changedAt)) &&
    Array.isArray(workers) &&
    workers.every((worker) => isWorkerState(worker) && isProgress(worker))
  );
}

function isProgress(value: unknown): boolean {
  const worker = asRecord(value);
  return isCount(worker?.['acknowledged']) && isCount(worker?.['owedMs']);
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
