import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage, type Logger } from '../../base/index.ts';
import type { BackendEndpoints } from '../../model/index.ts';
import { type ConfigChannel, type EncodedPart, encodePart } from '../../proxy/index.ts';

const PREFIX = 'endpoints/';

/**
 * Keeps the endpoints that the workers hold as they should be. Each call is a small push of its own that waits for no
 * other; what a push did not bring home is sent again, in its newest form, until it is.
 */
export class EndpointSync {
  readonly #channel: ConfigChannel;
  readonly #logger: Logger;
  readonly #retryMs: number;
  readonly #wanted = new Map<string, EncodedPart>();
  readonly #pushes = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #held: Promise<Map<string, string>>;

  /** `inventory` is what the workers hold at the start, by part key. */
  constructor(
    channel: ConfigChannel,
    inventory: Promise<ReadonlyMap<string, string>>,
    logger: Logger,
    retryMs: number,
  ) {
    this.#channel = channel;
    this.#logger = logger;
    this.#retryMs = retryMs;
    this.#held = inventory.then((all) => new Map([...all].filter(([key]) => key.startsWith(PREFIX))));
    // Whoever waits for a push hears of it.
    this.#held.catch(() => undefined);
  }

  set(changed: readonly BackendEndpoints[], removed: readonly string[]): void {
    const keys = new Set<string>();
    for (const { backend, endpoints } of changed) {
      const part = encodePart({ kind: 'endpoints', backend, endpoints });
      this.#wanted.set(part.key, part);
      keys.add(part.key);
    }
    for (const backend of removed) {
      this.#wanted.delete(PREFIX + backend);
      keys.add(PREFIX + backend);
    }
    this.#start(keys);
  }

  /** Resolves when everything given to `set` before is in force, or on close. */
  async settled(): Promise<void> {
    await Promise.all(this.#pushes);
  }

  /** How many backends the workers hold that were never set: left by an earlier process. */
  async countStale(): Promise<number> {
    return this.#stale(await this.#held).length;
  }

  /** Takes them away. */
  dropStale(): void {
    const work = this.#held.then((held) => this.#start(new Set(this.#stale(held))));
    work.catch(() => undefined);
  }

  close(): void {
    this.#stop.abort();
  }

  #stale(held: ReadonlyMap<string, string>): readonly string[] {
    // Deletions under way have left `held` already, so what is here and not wanted is of an earlier process.
    return held.size === this.#wanted.size ? [] : [...held.keys()].filter((key) => !this.#wanted.has(key));
  }

  #start(keys: ReadonlySet<string>): void {
    const push = this.#bringHome(keys);
    this.#pushes.add(push);
    void push.then(() => this.#pushes.delete(push));
  }

  /** Never rejects. */
  async #bringHome(keys: ReadonlySet<string>): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const why = await this.#push(keys).catch(errorMessage);
      if (why === undefined || this.#stop.signal.aborted) return;
      this.#logger.warn('endpoints did not reach the workers; they are sent again', { why });
      await delay(this.#retryMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  async #push(keys: ReadonlySet<string>): Promise<string | undefined> {
    const held = await this.#held;
    const set: EncodedPart[] = [];
    const deleted: string[] = [];
    for (const key of keys) {
      const wanted = this.#wanted.get(key);
      if (wanted === undefined && held.has(key)) deleted.push(key);
      if (wanted !== undefined && held.get(key) !== wanted.hash) set.push(wanted);
    }
    if (set.length + deleted.length === 0) return undefined;
    // Pushes keep their order, so the next one may count on this one.
    for (const { key, hash } of set) held.set(key, hash);
    for (const key of deleted) held.delete(key);
    const result = await this.#channel
      .push(set, deleted)
      .catch((error: unknown) => ({ refused: errorMessage(error) }));
    if (result.refused === undefined) return undefined;
    // What the workers hold is not known: neither hash nor absence is to be believed.
    for (const key of keys) held.set(key, '');
    return result.refused;
  }
}
