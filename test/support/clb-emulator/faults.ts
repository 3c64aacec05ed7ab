/** What goes wrong with one call. */
export type Fault =
  /** Refused by the rate limit; nothing is done. */
  | 'throttled'
  /** 503 `ServiceUnavailable`; nothing is done. */
  | 'unavailable'
  /** 500 `InternalError`; nothing is done. */
  | 'internal-error'
  /** The connection is destroyed before anything is done. */
  | 'reset'
  /** Done, and the connection is destroyed instead of an answer. */
  | 'lost-reply'
  /** Done; the answer waits for {@link Faults.release}. */
  | 'held'
  /** Refused as any code; nothing is done. */
  | { readonly status: number; readonly code: string };

/**
 * Faults to come, told by tests. Everything counts calls that passed authentication: there is no clock and no chance in it, so that
 * a run is the same each time.
 */
export interface Faults {
  /** The next call of the action (`*`: of any) fails so; several wait in line. */
  next(action: string, fault: Fault): void;
  /** The call after `skipped` others, of any action, fails so: 0 is the very next. */
  after(skipped: number, fault: Fault): void;
  /** Every n-th call from now on fails so, the n-th first. */
  every(n: number, fault: Fault): void;
  /** Every call of the action (`*`: of any) fails so until {@link clear}. */
  always(action: string, fault: Fault): void;
  /** The `calls` writes on an instance (with `reads`: calls) that follow a write on it are refused, `ServiceIsConfiguring` and `OperationBusy` in turn. */
  busyAfterWrites(calls: number, options?: { readonly reads: boolean }): void;
  /** A listener that is started, stopped or set takes that many calls, of any kind, to get there. */
  listenersSettleAfter(calls: number): void;
  /** Changed members of a group come into force after that many calls, of any kind; other changes of it are refused till then. */
  backendsSettleAfter(calls: number): void;
  /** A group whose listener or rule was deleted counts as used for that many calls more, of any kind. */
  referencesLingerFor(calls: number): void;
  /** Sends the answers that were held. */
  release(): void;
  /** Nothing goes wrong any more; what is under way still comes to its end. */
  clear(): void;
}

/** The side of {@link Faults} that the server asks. */
export interface FaultPlan extends Faults {
  /** What is to go wrong with the call that has come. Once a call. */
  take(action: string): Fault | undefined;
  /** Resolves when held answers are released. */
  held(): Promise<void>;
  readonly busy: { readonly calls: number; readonly reads: boolean };
  readonly listenerCalls: number;
  readonly backendCalls: number;
  readonly lingerCalls: number;
}

export function createFaults(): FaultPlan {
  let lines: { action: string; fault: Fault }[] = [];
  let numbered = new Map<number, Fault>();
  let repeated: { readonly first: number; readonly n: number; readonly fault: Fault }[] = [];
  let standing: { action: string; fault: Fault }[] = [];
  let busy = { calls: 0, reads: false };
  let listenerCalls = 0;
  let backendCalls = 0;
  let lingerCalls = 0;
  let count = 0;
  let gate = Promise.withResolvers<void>();

  return {
    next: (action, fault) => lines.push({ action, fault }),
    after: (skipped, fault) => numbered.set(count + skipped, fault),
    every: (n, fault) => repeated.push({ first: count, n, fault }),
    always: (action, fault) => standing.push({ action, fault }),
    busyAfterWrites(calls, options) {
      busy = { calls, reads: options?.reads ?? false };
    },
    listenersSettleAfter(calls) {
      listenerCalls = calls;
    },
    backendsSettleAfter(calls) {
      backendCalls = calls;
    },
    referencesLingerFor(calls) {
      lingerCalls = calls;
    },
    release() {
      gate.resolve();
      gate = Promise.withResolvers();
    },
    clear() {
      lines = [];
      numbered = new Map();
      repeated = [];
      standing = [];
      busy = { calls: 0, reads: false };
      listenerCalls = 0;
      backendCalls = 0;
      lingerCalls = 0;
      this.release();
    },
    take(action) {
      const index = count++;
      const byNumber = numbered.get(index);
      numbered.delete(index);
      if (byNumber !== undefined) return byNumber;
      const inLine = lines.findIndex((line) => line.action === action || line.action === '*');
      if (inLine !== -1) return lines.splice(inLine, 1)[0]?.fault;
      return (
        repeated.find(({ first, n }) => (index - first + 1) % n === 0)?.fault ??
        standing.find((line) => line.action === action || line.action === '*')?.fault
      );
    },
    held: () => gate.promise,
    get busy() {
      return busy;
    },
    get listenerCalls() {
      return listenerCalls;
    },
    get backendCalls() {
      return backendCalls;
    },
    get lingerCalls() {
      return lingerCalls;
    },
  };
}
