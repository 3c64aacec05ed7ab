import cluster from 'node:cluster';
import { ConfigReceiver } from './config-receiver.ts';
import type { DataPlane } from './data-plane.ts';
import type { WorkerToSupervisor } from './messages.ts';
import { parseForWorker } from './parse-message.ts';
import { leaveEndToSupervisor } from './stop-signals.ts';

/** How often the supervisor hears that this worker lives, with the counters if they changed. */
const beatMs = 250;
/** What requests get when the supervisor is gone, and with it whoever would replace this worker. */
const orphanDrainMs = 1000;

/**
 * The life of a worker process: takes configuration from the supervisor into a data plane, reports, drains and
 * ends when told, or when the supervisor is gone. Call it once, in a process that the supervisor started.
 */
export function runWorker(createDataPlane: () => DataPlane): void {
  const { worker } = cluster;
  if (worker === undefined) throw new Error('runWorker needs a process that the supervisor started');
  leaveEndToSupervisor();
  const dataPlane = createDataPlane();
  const send = (message: WorkerToSupervisor, sent?: () => void): void => {
    if (!process.connected || process.send === undefined) sent?.();
    else process.send(message, undefined, undefined, () => sent?.());
  };
  const receiver = new ConfigReceiver(dataPlane, send);
  const beat = startBeat(dataPlane, send);
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
    if (message?.kind === 'update') void receiver.receive(message.update);
    else if (message?.kind === 'drain') void end(message.deadlineMs);
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
  send: (message: WorkerToSupervisor, sent?: () => void) => void,
): Beat {
  let reported: unknown;
  const beat = (sent?: () => void): void => {
    const counters = dataPlane.counters();
    const changed = counters !== reported;
    reported = counters;
    send(changed ? { kind: 'beat', counters } : { kind: 'beat' }, sent);
  };
  const timer = setInterval(beat, beatMs);
  return {
    last(sent) {
      clearInterval(timer);
      beat(sent);
    },
  };
}
