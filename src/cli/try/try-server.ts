import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { adminRequest, controlSocketPath } from '../../admin/index.ts';
import { OperatorError } from '../../base/index.ts';
import type { ExplainAnswer, ExplainQuery } from '../../explain/index.ts';
import { statusRow } from '../wire/wire.ts';
import { explainAnswers } from '../wire/wire-explain.ts';
import { freePorts } from './free-ports.ts';

/** A server of its own, on loopback addresses and free ports, for one trial. */
export interface TrialServer {
  /** What the server says becomes of these requests. */
  explain(queries: readonly ExplainQuery[]): Promise<readonly ExplainAnswer[]>;
  /** Ends it and every process of it. Call it once more at will. */
  stop(): Promise<void>;
}

export interface TrialOptions {
  readonly manifests: string;
  /** For its state and its access log; the caller removes it. */
  readonly folder: string;
  /** Instances that may need an address. */
  readonly instances: number;
  /** The settings that the user chose, as flags. */
  readonly flags: readonly string[];
  readonly signal: AbortSignal;
}

const script: string = join(import.meta.dirname, '..', '..', '..', 'bin', 'sluice.js');
const startMs = 60_000;
const askMs = 50;
const stopMs = 5000;
const mostInstances = 250;

/** The file its requests are logged to. */
export function trialLog(folder: string): string {
  return join(folder, 'access.log');
}

/**
 * Starts `sluice serve` with an echo backend for every Service, and waits until all that can be served is.
 * @throws OperatorError `TrialFailed` with what the server said, where it does not start.
 */
export async function startTrial(options: TrialOptions): Promise<TrialServer> {
  const { folder, signal } = options;
  const state = join(folder, 'state');
  const child = spawn(process.execPath, [script, 'serve', ...(await trialFlags(options, state))], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < 100) said.push(text);
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('error', (error) => said.push(error.message));
  const socket = controlSocketPath(state);
  try {
    await untilSettled(child, socket, signal, () => said.join(''));
  } catch (error) {
    await stop(child, ended);
    throw error;
  }
  return {
    explain: async (queries) =>
      explainAnswers.parse(await adminRequest(socket, 'POST', '/v1/explain', queries)),
    stop: () => stop(child, ended),
  };
}

async function trialFlags(
  { manifests, folder, instances, flags }: TrialOptions,
  state: string,
): Promise<readonly string[]> {
  const [http, https] = await freePorts();
  const last = Math.min(mostInstances, instances + 1);
  return [
    ...flags,
    // Whatever the file or a variable says: a trial goes to no cloud.
    ...['--provider', 'builtin'],
    ...['--manifests', manifests, '--state-dir', state, '--echo-all', '--no-keep-keys'],
    ...['--internet-address', `127.0.0.1-127.0.0.${last}`, '--intranet-address', `127.0.1.1-127.0.1.${last}`],
    ...['--http-port', String(http), '--https-port', String(https), '--admin-address', 'off'],
    ...['--access-log', 'json', '--access-log-file', trialLog(folder), '--access-log-sample', '1'],
    ...['--log-level', 'silent', '--reason-header', '--workers', '2'],
    // A trial sends nothing beyond this machine.
    ...['--no-allow-external-name', '--drain-timeout', '1', '--shutdown-delay', '0'],
  ];
}

async function untilSettled(
  child: ChildProcess,
  socket: string,
  signal: AbortSignal,
  said: () => string,
): Promise<void> {
  const deadline = performance.now() + startMs;
  while (performance.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      const [first = 'it said nothing'] = said().split('\n');
      throw failed(`The server of the trial did not start: ${first.replace(/^error: /, '')}`);
    }
    if (await isSettled(socket)) return;
    await setTimeout(askMs, undefined, { signal });
  }
  throw failed(`The server of the trial has not come so far within ${startMs / 1000} seconds.`);
}

async function isSettled(socket: string): Promise<boolean> {
  try {
    const status = statusRow.parse(await adminRequest(socket, 'GET', '/v1/status?problems=0'));
    return status.configuration.settled;
  } catch (error) {
    if (error instanceof OperatorError) return false;
    throw error;
  }
}

function failed(message: string): OperatorError {
  return new OperatorError('TrialFailed', message, {
    hint: 'sluice check on the same manifests says what is wrong with them.',
  });
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const patience = new AbortController();
  const late = setTimeout(stopMs, 'late' as const, { signal: patience.signal }).catch(
    () => 'aborted' as const,
  );
  if ((await Promise.race([ended, late])) === 'late') child.kill('SIGKILL');
  patience.abort();
  await ended;
}
