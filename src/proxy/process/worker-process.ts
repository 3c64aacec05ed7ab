import cluster from 'node:cluster';
import { type Gauges, ProcessFigures } from '../../telemetry/index.ts';
import { ConfigReceiver } from './config-receiver.ts';
import { routesPerLastMessage, routesPerMessage } from './counter-ledger.ts';
import type { DataPlane } from './data-plane.ts';
import type { WorkerToSupervisor } from './messages.ts';
import { parseForWorker } from './parse-message.ts';
import { leaveEndToSupervisor } from './stop-signals.ts';
import type { WorkerLog } from './worker-log.ts';

/** How often the supervisor hears that this worker lives, and what it counted since. */
const beatMs = 250;
/** Gauges come with one beat in so many. */
const beatsPerGauges = 4;
/** What requests get when the supervisor is gone, and with it whoever would replace this worker. */
const orphanDrainMs = 1000;

/**
 * The life of a worker process: takes configuration from the supervisor into a data plane, reports, drains and
 * ends when told, or when the supervisor is gone. Call it once, in a process that the supervisor started.
 */
export function runWorker(createDataPlane: () => DataPlane, log?: WorkerLog): void {
  const { worker } = cluster;
  if (worker === undefined) throw new Error('runWorker needs a process that the supervisor started');
  leaveEndToSupervisor();
  const dataPlane = createDataPlane();
  const send = (message: WorkerToSupervisor, sent?: () => void): void => {
    if (!process.connected || process.send === undefined) sent?.();
    else process.send(message, undefined, undefined, () => sent?.());
  };
  const receiver = new ConfigReceiver(dataPlane, send);
  const beat = startBeat(dataPlane, () => receiver.version, send, log);
  let ending = false;
  const end = async (deadlineMs: number): Promise<void> => {
    if (ending) return;
    ending = true;
    await dataPlane.drain(deadlineMs);
    beat.last(() => {
      dataPlane.close();
      process.exit(0);
    });
  };
  process.on('message', (value) => {
    const message = parseForWorker(value);
    switch (message?.kind) {
      case 'update':
        void receiver.receive(message.update);
        return;
      case 'drain':
        void end(message.deadlineMs);
        return;
      case 'reopen-log':
        log?.reopen();
        return;
      case 'tap':
        log?.setTap(message.on ? (batch, sent) => send({ kind: 'log-lines', batch }, sent) : undefined);
    }
  });
  worker.on('disconnect', () => {
    // Keeps node:cluster from ending the process at once, in the middle of requests.
    worker.exitedAfterDisconnect = true;
    void end(orphanDrainMs);
    setTimeout(() => process.exit(0), 2 * orphanDrainMs);
  });
  send({ kind: 'ready' });
}

interface Beat {
  /** Sends the final counters, then calls back. */
  last(sent: () => void): void;
}

function startBeat(
  dataPlane: DataPlane,
  version: () => number,
  send: (message: WorkerToSupervisor, sent?: () => void) => void,
  log: WorkerLog | undefined,
): Beat {
  const figures = new ProcessFigures();
  let beats = 0;
  let sending = false;
  const gauges = (): Gauges => ({ ...figures.read(), ...dataPlane.gauges(), configVersion: version() });
  const sendFailed = (): void => {
    const lines = log?.takeFailed() ?? [];
    if (lines.length > 0) send({ kind: 'failed-requests', lines });
  };
  const beat = (): void => {
    sendFailed();
    const withGauges = beats % beatsPerGauges === 0;
    beats += 1;
    // While the channel is full counting goes on, and the next message holds more instead of waiting behind this one.
    const counters = sending ? undefined : dataPlane.takeCounters(routesPerMessage);
    sending ||= counters !== undefined;
    const message: WorkerToSupervisor = {
      kind: 'beat',
      ...(counters === undefined ? {} : { counters }),
      ...(withGauges ? { gauges: gauges() } : {}),
    };
    send(
      message,
      counters &&
        (() => {
          sending = false;
        }),
    );
  };
  const timer = setInterval(beat, beatMs);
  const sendRest = (sent: () => void): void => {
    const counters = dataPlane.takeCounters(routesPerLastMessage);
    if (counters === undefined) send({ kind: 'beat' }, sent);
    else send({ kind: 'beat', counters }, () => sendRest(sent));
  };
  return {
    last(sent) {
      clearInterval(timer);
      figures.close();
      sendFailed();
      sendRest(sent);
    },
  };
}
