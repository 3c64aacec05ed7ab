import type { ListenerProblem, PushResult } from '../config/index.ts';

interface Push {
  readonly version: number;
  /** Workers that have not answered yet. */
  readonly waiting: Set<number>;
  readonly problems: Map<string, ListenerProblem>;
  readonly done: (result: PushResult) => void;
  timer: NodeJS.Timeout | undefined;
  /** Nobody else is asked to answer: the time is up, or a replacement ended like those before it. */
  last: boolean;
  /** Every worker that was asked ended without a word. */
  orphaned: boolean;
  acked: boolean;
  refused: string | undefined;
}

export interface PushTrackerOptions {
  readonly timeoutMs: number;
  /** A worker that did not answer in time: its owner ends it, then calls `gone`. */
  onHung(worker: number): void;
  /** A version was refused, or no worker lived to answer it: take it back. Called once a version. */
  onRefused(version: number): void;
  onSettled(version: number): void;
}

/** Which worker still owes an answer to which version. */
export class PushTracker {
  readonly #options: PushTrackerOptions;
  readonly #pushes = new Map<number, Push>();
  readonly #idle: (() => void)[] = [];

  constructor(options: PushTrackerOptions) {
    this.#options = options;
  }

  /** Waits for the answers of these workers; with none, for those of the next that start. */
  begin(version: number, workers: Iterable<number>, done: (result: PushResult) => void): void {
    const push: Push = {
      version,
      waiting: new Set(workers),
      problems: new Map(),
      done,
      timer: undefined,
      last: false,
      orphaned: false,
      acked: false,
      refused: undefined,
    };
    push.timer = setTimeout(() => this.#timeOut(push), this.#options.timeoutMs);
    this.#pushes.set(version, push);
  }

  /** A new worker: it answers for pushes that nobody else is left to answer. If it ends too, the push is at fault. */
  join(worker: number): void {
    for (const push of this.#pushes.values()) {
      if (push.waiting.size > 0) continue;
      push.waiting.add(worker);
      push.last = push.orphaned;
    }
  }

  /** The worker holds this version, and with it all before. */
  acked(worker: number, version: number, problems: readonly ListenerProblem[]): void {
    for (const push of [...this.#pushes.values()]) {
      if (push.version > version || !push.waiting.delete(worker)) continue;
      push.acked = true;
      for (const problem of problems) push.problems.set(`${problem.listener} ${problem.code}`, problem);
      this.#settleIfAnswered(push);
    }
  }

  /**
   * The worker refused a step (`full`: a copy, with every step up to it that it had not answered).
   * False when no push is open that could be at fault.
   */
  refused(worker: number, version: number, full: boolean, why: string): boolean {
    const atFault = [...this.#pushes.values()].filter(
      (push) => (full ? push.version <= version : push.version === version) && push.waiting.has(worker),
    );
    for (const push of atFault.reverse()) {
      push.waiting.delete(worker);
      this.#refuse(push, why);
      this.#settleIfAnswered(push);
    }
    return atFault.length > 0;
  }

  /** The worker ended; that counts as an answer. */
  gone(worker: number): void {
    for (const push of [...this.#pushes.values()]) {
      if (push.waiting.delete(worker)) this.#settleIfAnswered(push);
    }
  }

  /** Resolves when no push is open. */
  async idle(): Promise<void> {
    if (this.#pushes.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  close(): void {
    for (const push of this.#pushes.values()) clearTimeout(push.timer);
    this.#pushes.clear();
    this.#resolveIdle();
  }

  #timeOut(push: Push): void {
    push.last = true;
    for (const worker of push.waiting) this.#options.onHung(worker);
    this.#settleIfAnswered(push);
  }

  #refuse(push: Push, why: string): void {
    if (push.refused !== undefined) return;
    push.refused = why;
    this.#options.onRefused(push.version);
  }

  #settleIfAnswered(push: Push): void {
    if (push.waiting.size > 0 || !this.#pushes.has(push.version)) return;
    if (!push.acked && push.refused === undefined) {
      push.orphaned = true;
      if (!push.last) return;
      this.#refuse(push, 'no worker answered');
    }
    clearTimeout(push.timer);
    this.#pushes.delete(push.version);
    this.#options.onSettled(push.version);
    const { version, refused } = push;
    const listenerProblems = [...push.problems.values()];
    push.done({ version, listenerProblems, ...(refused === undefined ? {} : { refused }) });
    if (this.#pushes.size === 0) this.#resolveIdle();
  }

  #resolveIdle(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
