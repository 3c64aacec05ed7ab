import type { Action } from './action.ts';
import { actionsByVersion } from './actions/all-actions.ts';
import { type Answer, withoutEmptyCollections } from './answer.ts';
import { ApiError, refuse } from './api-error.ts';
import type { Gate, Signed } from './authenticate.ts';
import type { Cloud } from './cloud.ts';
import type { CallRecord } from './emulator-options.ts';
import type { Fault } from './faults.ts';
import { concernedInstances } from './find.ts';
import { readParameters } from './parameters.ts';
import type { Call } from './read-call.ts';
import type { Instance } from './state.ts';

/** What is to be sent, and what becomes of it. */
export interface Outcome {
  readonly status: number;
  readonly body: Answer;
  readonly record: CallRecord;
  /** A change is to be told. */
  readonly changed: boolean;
}

/** Does one call: lets it in, lets go wrong what is to go wrong, checks it, does it. Throws nothing. */
export function handleCall(cloud: Cloud, gate: Gate, call: Call): Outcome {
  const notes: string[] = [];
  const seen: { signed?: Signed; fault?: Fault | undefined; changed: boolean } = { changed: false };
  const record = (code: string, status: number): CallRecord => ({
    action: seen.signed?.action ?? '',
    parameters: withoutSecrets(seen.signed?.parameters ?? new Map()),
    code: seen.fault === 'reset' ? '' : code,
    status,
    answer: answerOf(seen.fault),
    notes,
  });
  try {
    if (call.path !== '/') refuse(404, 'InvalidApi.NotFound', 'Specified api is not found.');
    seen.signed = gate.check(call);
    const action = findAction(seen.signed);
    seen.changed = cloud.tick();
    seen.fault = cloud.faults.take(seen.signed.action);
    failBefore(cloud, seen.fault);
    const p = readParameters(action.parameters, seen.signed.parameters, {
      anyCase: cloud.switches.parameterNames === 'any-case',
      note: (text) => notes.push(text),
    });
    if (!cloud.regions.has(p.need('RegionId'))) {
      refuse(404, 'InvalidRegionId.NotFound', 'The specified region does not exist.');
    }
    const concerned = concernedInstances(cloud, p);
    refuseBusy(cloud, action, concerned);
    seen.changed ||= action.writes;
    const answer = action.run(cloud, p, (text) => notes.push(text));
    if (action.writes) makeBusy(cloud, concerned, answer);
    const body = cloud.switches.emptyCollections === 'absent' ? withoutWrappers(answer) : answer;
    return { status: 200, body, record: record('OK', 200), changed: seen.changed };
  } catch (error) {
    const { status, code, message } =
      error instanceof ApiError ? error : new ApiError(500, 'InternalError', describeDefect(error));
    return { status, body: errorBody(code, message), record: record(code, status), changed: seen.changed };
  }
}

/** An error as the service words it. */
export function errorBody(code: string, message: string): Answer {
  return {
    Code: code,
    Message: message,
    HostId: 'slb.emulator',
    Recommend: 'https://api.alibabacloud.com/troubleshoot',
  };
}

/** A defect of the emulator itself: told with its place, so that a test that meets it can be understood. */
function describeDefect(error: unknown): string {
  return `The emulator failed: ${error instanceof Error ? error.stack : String(error)}`;
}

function findAction(signed: Signed): Action {
  const table = actionsByVersion[signed.version] ?? {};
  const action = Object.hasOwn(table, signed.action) ? table[signed.action] : undefined;
  return (
    action ??
    refuse(404, 'InvalidApi.NotFound', 'Specified api is not found, please check your url and method.')
  );
}

/** Throws where the fault is that nothing is done. */
function failBefore(cloud: Cloud, fault: Fault | undefined): void {
  if (fault === 'throttled') {
    refuse(
      cloud.switches.throttlingStatus,
      'Throttling.User',
      'Request was denied due to user flow control.',
    );
  }
  if (fault === 'unavailable') {
    refuse(503, 'ServiceUnavailable', 'The request has failed due to a temporary failure of the server.');
  }
  if (fault === 'internal-error') {
    refuse(500, 'InternalError', 'The request processing has failed due to some unknown error.');
  }
  if (fault === 'reset') refuse(500, 'InternalError', 'The connection is reset.');
  if (typeof fault === 'object') refuse(fault.status, fault.code, 'The call is made to fail.');
}

/** Both codes are seen in practice for the same thing. */
function refuseBusy(cloud: Cloud, action: Action, concerned: readonly Instance[]): void {
  if (!action.writes && !cloud.faults.busy.reads) return;
  const busy = concerned.find((instance) => instance.busyCalls > 0);
  if (busy === undefined) return;
  busy.busyCalls--;
  const code = busy.busyCalls % 2 === 0 ? 'ServiceIsConfiguring' : 'OperationBusy';
  refuse(400, code, 'The last operation on the instance is not done yet.');
}

function makeBusy(cloud: Cloud, concerned: readonly Instance[], answer: Answer): void {
  const made = answer['LoadBalancerId'];
  const created = typeof made === 'string' ? cloud.state.instances.get(made) : undefined;
  for (const instance of concerned) instance.busyCalls = cloud.faults.busy.calls;
  if (created !== undefined) created.busyCalls = cloud.faults.busy.calls;
}

function answerOf(fault: Fault | undefined): CallRecord['answer'] {
  if (fault === 'lost-reply') return 'lost';
  if (fault === 'held') return 'held';
  return fault === 'reset' ? 'none' : 'sent';
}

function withoutWrappers(answer: Answer): Answer {
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name,
      value === undefined ? undefined : withoutEmptyCollections(value),
    ]),
  );
}

function withoutSecrets(parameters: ReadonlyMap<string, string>): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of parameters) {
    const isSecret = /^(PrivateKey|ServerCertificate)$/i.test(name);
    shown[name] = isSecret ? `(${value.length} characters)` : value;
  }
  return shown;
}
