import { isIPv4 } from 'node:net';
import { type Clock, errorMessage, type Logger } from '../../../base/index.ts';
import type { EcsApi } from '../api/clb-api.ts';

/** The call that finds the interfaces of addresses. */
export type InterfaceApi = Pick<EcsApi, 'findInterfaces'>;

/** Addresses of one call at most. */
const batchSize = 100;
/** An interface that was found is looked for again after this time: the address may have gone to another pod unseen. */
const foundMs = 10 * 60_000;
const firstRetryMs = 2_000;
const longestRetryMs = 60_000;

interface Entry {
  /** Undefined where none was found, or none was looked for yet. */
  readonly serverId: string | undefined;
  /** When to look again. */
  readonly due: number;
  /** Look-ups in a row that found nothing. */
  readonly misses: number;
}

/** Remembers the network interfaces of addresses, and looks up those that are not known or were not looked at for long. */
export class InterfaceCache {
  readonly #ecs: InterfaceApi;
  readonly #vpcId: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #entries = new Map<string, Entry>();
  #notBefore = 0;
  #failures = 0;
  #running: Promise<void> | undefined;
  #version = 0;

  constructor(ecs: InterfaceApi, vpcId: string, clock: Clock, logger: Logger) {
    this.#ecs = ecs;
    this.#vpcId = vpcId;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Changes whenever an answer of {@link find} may. */
  get version(): number {
    return this.#version;
  }

  /** An address that came; of a name, or of IPv6, there is nothing to be found. */
  add(address: string): void {
    if (isIPv4(address) && !this.#entries.has(address)) this.#entries.set(address, unknown);
  }

  /** An address that left: should it come back, it belongs to another pod. */
  drop(address: string): void {
    this.#entries.delete(address);
  }

  /** The interface may be another: it is looked up at the next occasion and stays as it is until then. */
  doubt(address: string): void {
    const entry = this.#entries.get(address);
    if (entry !== undefined) this.#entries.set(address, { ...entry, due: 0 });
  }

  find(address: string): string | undefined {
    return this.#entries.get(address)?.serverId;
  }

  /** When the first address without an interface is due, in milliseconds since the epoch. */
  nextDue(): number | undefined {
    let next: number | undefined;
    for (const { serverId, due } of this.#entries.values()) {
      if (serverId === undefined && (next === undefined || due < next)) next = due;
    }
    return next === undefined ? undefined : Math.max(next, this.#notBefore);
  }

  /** Looks up all that is due, one call at a time, whoever asks. Never rejects. */
  lookUp(): Promise<void> {
    this.#running ??= this.#lookUpAll().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #lookUpAll(): Promise<void> {
    for (let batch = this.#dueBatch(); batch.length > 0; batch = this.#dueBatch()) {
      try {
        const found = await this.#ecs.findInterfaces(this.#vpcId, batch);
        this.#failures = 0;
        this.#take(batch, found);
      } catch (error) {
        const retryMs = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(this.#failures, 10));
        this.#failures += 1;
        this.#notBefore = this.#clock.now() + retryMs;
        this.#logger.warn('network interfaces were not found out', { error: errorMessage(error), retryMs });
      }
    }
  }

  #dueBatch(): readonly string[] {
    const now = this.#clock.now();
    const batch: string[] = [];
    if (now < this.#notBefore) return batch;
    for (const [address, { due }] of this.#entries) {
      if (due <= now) batch.push(address);
      if (batch.length === batchSize) break;
    }
    return batch;
  }

  #take(batch: readonly string[], found: ReadonlyMap<string, string>): void {
    const now = this.#clock.now();
    for (const address of batch) {
      const entry = this.#entries.get(address);
      // It left in the meantime.
      if (entry === undefined) continue;
      const serverId = found.get(address);
      if (serverId !== entry.serverId) this.#version += 1;
      const misses = serverId === undefined ? entry.misses + 1 : 0;
      const wait =
        serverId === undefined
          ? Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(misses - 1, 10))
          : foundMs;
      this.#entries.set(address, { serverId, due: now + wait, misses });
    }
  }
}

const unknown: Entry = { serverId: undefined, due: 0, misses: 0 };
