import { type Clock, type Logger, type Quiet, whenQuiet } from '../../../base/index.ts';
import type { ProviderProblem } from '../../load-balancer-provider.ts';
import type { ClbSettings } from '../clb-settings.ts';
import type { InstanceQueue } from '../execute/instance-queue.ts';
import { type Paces, Retries } from '../execute/retries.ts';
import { serverGroupName } from '../names.ts';
import type { GroupBackends } from '../plan/clb-actual.ts';
import type { ClbBackend } from '../world/clb-world.ts';
import type { EndpointBook } from './endpoint-book.ts';
import type { GroupMembers } from './group-members.ts';
import { type MemberApi, MemberSync } from './member-sync.ts';

/** A burst of endpoint changes is answered once: so many milliseconds after the last, and at most so many after the first. */
export interface Burst {
  readonly quietMs: number;
  readonly mostMs: number;
}

const usualBurst: Burst = { quietMs: 100, mostMs: 1_000 };

export interface EndpointSyncOptions {
  readonly api: MemberApi;
  readonly book: EndpointBook;
  readonly groups: GroupMembers;
  readonly queue: InstanceQueue;
  readonly settings: () => ClbSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How soon what failed is tried again. */
  readonly paces?: Paces;
  readonly burst?: Burst;
}

/**
 * Keeps the members of the server groups that exist as the book has them: after changes, when members have drained, when an
 * interface that was missing may be there, and when what failed may work.
 */
export interface EndpointSync {
  /** The book or the groups changed. */
  touch(): void;
  /** Resolves when what changed before is in line, draining aside, or has its problem; and on close. */
  settled(): Promise<void>;
  /** Why members of the instance are not as wanted. */
  problems(instanceId: string): readonly ProviderProblem[];
  /** No call begins after this. */
  close(): void;
}

/** Makes an {@link EndpointSync}; nothing happens before the first `touch`. */
export function createEndpointSync(options: EndpointSyncOptions): EndpointSync {
  return new BookSync(options);
}

class BookSync implements EndpointSync {
  readonly #options: EndpointSyncOptions;
  readonly #quiet: Quiet;
  readonly #members: MemberSync;
  readonly #retries: Retries;
  readonly #stop = new AbortController();
  readonly #rounds = new Set<Promise<void>>();
  /** Tasks that wait for their turn, by instance: one that has not begun will see what changes until then. */
  readonly #waiting = new Map<string, Promise<void>>();
  #announced: PromiseWithResolvers<void> | undefined;
  #named: { readonly of: unknown; readonly wanted: ReadonlyMap<string, readonly ClbBackend[]> } | undefined;
  #wake: NodeJS.Timeout | undefined;

  constructor(options: EndpointSyncOptions) {
    const { api, book, groups, settings, clock, logger, paces, burst = usualBurst } = options;
    this.#options = options;
    this.#quiet = whenQuiet(() => this.#begin(), burst.quietMs, burst.mostMs);
    const retries = { clock, onDue: () => this.touch() };
    this.#retries = new Retries(paces === undefined ? retries : { ...retries, paces });
    this.#members = new MemberSync({
      api,
      groups,
      settings,
      clock,
      logger,
      signal: this.#stop.signal,
      retries: this.#retries,
      wanted: (name) => this.#wanted().get(name),
      onRefused: (backend) => book.doubt(backend),
    });
  }

  touch(): void {
    if (this.#stop.signal.aborted) return;
    this.#announced ??= Promise.withResolvers();
    this.#quiet.touch();
  }

  async settled(): Promise<void> {
    await this.#announced?.promise;
    await Promise.all(this.#rounds);
  }

  problems(instanceId: string): readonly ProviderProblem[] {
    return this.#members.problems(instanceId);
  }

  close(): void {
    this.#stop.abort();
    this.#quiet.close();
    this.#retries.close();
    clearTimeout(this.#wake);
    this.#announced?.resolve();
  }

  #begin(): void {
    const announced = this.#announced;
    this.#announced = undefined;
    const round = this.#round().finally(() => this.#rounds.delete(round));
    this.#rounds.add(round);
    announced?.resolve();
  }

  /** Rounds overlap: an instance that is busy holds up nothing on the others. */
  async #round(): Promise<void> {
    const { book, groups } = this.#options;
    await book.resolve();
    const behind = [...groups.instances()].filter((id) => this.#members.isBehind(id));
    await Promise.all(behind.map((id) => this.#bringInLine(id)));
    this.#members.forgetGone();
    this.#wakeAgain();
  }

  #bringInLine(instanceId: string): Promise<void> {
    const waiting = this.#waiting.get(instanceId);
    if (waiting !== undefined) return waiting;
    let begun = false;
    const task = this.#options.queue.run(instanceId, async () => {
      begun = true;
      this.#waiting.delete(instanceId);
      await this.#members.bringInLine(instanceId);
      this.#wakeAgain();
    });
    if (!begun) this.#waiting.set(instanceId, task);
    return task;
  }

  #wakeAgain(): void {
    clearTimeout(this.#wake);
    const times = [this.#members.nextDrained(), this.#options.book.nextLookUp()];
    const next = Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
    if (this.#stop.signal.aborted || next === Number.POSITIVE_INFINITY) return;
    this.#wake = setTimeout(() => this.touch(), Math.max(0, next - this.#options.clock.now()));
    this.#wake.unref();
  }

  #wanted(): ReadonlyMap<string, readonly ClbBackend[]> {
    const groups = this.#options.book.groups();
    if (this.#named?.of !== groups) {
      this.#named = { of: groups, wanted: nameGroups(groups, this.#options.settings().clusterId) };
    }
    return this.#named.wanted;
  }
}

function nameGroups(
  groups: ReadonlyMap<string, GroupBackends>,
  clusterId: string,
): ReadonlyMap<string, readonly ClbBackend[]> {
  return new Map(
    [...groups].map(([backend, { backends }]) => [serverGroupName(clusterId, backend), backends]),
  );
}
