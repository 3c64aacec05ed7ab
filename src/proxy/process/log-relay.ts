import type { LogMessage, SupervisorToWorker } from './messages.ts';

/** Characters on their way to the control process; beyond it lines are dropped, so that a slow one builds up no queue. */
const mostUnderWay = 4 * 1024 * 1024;

export interface LogRelayOptions {
  /** To one worker, or to all that take messages. */
  tell(message: SupervisorToWorker, worker?: number): void;
  /** To the control process; `sent` runs when the message has left, or could not. */
  send(message: LogMessage, sent: () => void): void;
}

/** Brings lines of the access log from the workers to the control process, unread. */
export class LogRelay {
  readonly #options: LogRelayOptions;
  #tapped = false;
  /** Replaced with the control process, whose lines end with it. */
  #load = { characters: 0 };
  /** Lines dropped here and not told yet. */
  #dropped = 0;

  constructor(options: LogRelayOptions) {
    this.#options = options;
  }

  /** Whether the control process wants the lines of all requests. */
  setTap(on: boolean): void {
    if (on === this.#tapped) return;
    this.#tapped = on;
    this.#dropped = 0;
    this.#options.tell({ kind: 'tap', on });
  }

  workerReady(worker: number): void {
    if (this.#tapped) this.#options.tell({ kind: 'tap', on: true }, worker);
  }

  /** The next one asks for what it wants. */
  controlGone(): void {
    this.#load = { characters: 0 };
    this.setTap(false);
  }

  take(message: LogMessage): void {
    const load = this.#load;
    const length = lengthOf(message);
    if (load.characters + length > mostUnderWay) {
      if (message.kind === 'log-lines') this.#dropped += message.batch.count + message.batch.dropped;
      return;
    }
    load.characters += length;
    this.#options.send(this.#withDropped(message), () => {
      load.characters -= length;
    });
  }

  #withDropped(message: LogMessage): LogMessage {
    if (message.kind !== 'log-lines' || this.#dropped === 0) return message;
    const { lines, count, dropped } = message.batch;
    const batch = { lines, count, dropped: dropped + this.#dropped };
    this.#dropped = 0;
    return { kind: 'log-lines', batch };
  }
}

function lengthOf(message: LogMessage): number {
  if (message.kind === 'log-lines') return message.batch.lines.length;
  return message.lines.reduce((sum, line) => sum + line.length, 0);
}
