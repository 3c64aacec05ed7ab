import type { LineWriter } from '../../telemetry/index.ts';
import type { ExchangeRecord } from '../forward/forwarding.ts';
import type { SendBatch, WorkerLog } from '../process/worker-log.ts';
import { accessLogLine } from './access-log-line.ts';
import { combinedLine } from './combined-line.ts';
import type { DataPlaneSettings } from './data-plane-settings.ts';
import { FailedRequests } from './failed-requests.ts';
import { LineTime } from './line-time.ts';
import { LogTap } from './log-tap.ts';

type AccessLogSettings = DataPlaneSettings['accessLog'];

/**
 * The access log of a worker: each request once over becomes a line for the writer, as far as the settings want it, for
 * whoever taps the log, and for the list of recent errors. What nobody wants is not made.
 */
export class AccessLog implements WorkerLog {
  readonly #writer: LineWriter;
  readonly #time = new LineTime();
  readonly #failed = new FailedRequests();
  #settings: AccessLogSettings;
  #tap: LogTap | undefined;
  /** The sample counted up: it grows by the share with each request that is not always logged; each whole one is a line. */
  #due = 0;

  constructor(writer: LineWriter, settings: AccessLogSettings) {
    this.#writer = writer;
    this.#settings = settings;
  }

  /** In force from the next request on. */
  set settings(settings: AccessLogSettings) {
    this.#settings = settings;
  }

  record(record: ExchangeRecord): void {
    const { format, sample } = this.#settings;
    const logged = format !== 'off' && (isAlwaysLogged(record) || this.#drawn(sample));
    const failed = this.#failed.wants(record);
    const tap = this.#tap;
    if (!logged && !failed && tap === undefined) return;
    const now = Date.now();
    if (logged && format === 'combined') {
      this.#writer.add(combinedLine(record, this.#time.common(now)));
      if (!failed && tap === undefined) return;
    }
    const line = accessLogLine(record, this.#time.iso(now));
    if (logged && format === 'json') this.#writer.add(line);
    if (failed) this.#failed.add(line, record);
    tap?.add(line);
  }

  reopen(): void {
    this.#writer.reopen();
  }

  takeFailed(): readonly string[] {
    return this.#failed.take();
  }

  setTap(send: SendBatch | undefined): void {
    this.#tap?.close();
    this.#tap = send === undefined ? undefined : new LogTap(send);
  }

  /** Lines that were lost since the start. */
  get dropped(): number {
    return this.#writer.dropped;
  }

  /** The system's error number while lines cannot be written; else 0. */
  get failure(): number {
    return this.#writer.failure;
  }

  /** Resolves when what was logged is written, or cannot be. */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  #drawn(share: number): boolean {
    this.#due += share;
    if (this.#due < 1) return false;
    this.#due -= 1;
    return true;
  }
}

/** Errors, requests that were tried more than once, and answers of our own, but for those that are nobody's fault. */
function isAlwaysLogged({ status, reason, attempts }: ExchangeRecord): boolean {
  if (status >= 500 || attempts > 1) return true;
  return (
    reason !== undefined && reason !== 'HttpsRedirect' && reason !== 'NoRoute' && reason !== 'ClientClosed'
  );
}
