import { setImmediate } from 'node:timers/promises';
import type { Gauges } from '../../telemetry/index.ts';
import type { ListenerPart, ListenerProblem } from '../config/index.ts';
import { drainGrace } from '../http1/downstream-owner.ts';
import { type ListenerContext, ListenerRuntime, type ListenerSettings } from './listener-runtime.ts';

/** The listeners of a worker, brought to what the configuration wants. Those that could not be opened are tried again with every update. */
export class ListenerSet {
  readonly #context: ListenerContext;
  readonly #open = new Map<string, ListenerRuntime>();
  /** Closed to new connections, finishing old ones. */
  readonly #leaving = new Set<ListenerRuntime>();

  constructor(context: ListenerContext) {
    this.#context = context;
  }

  /** Resolves with those that are not open. An address that goes from one listener to another is freed first. */
  async apply(wanted: readonly ListenerSettings[]): Promise<ListenerProblem[]> {
    const byId = new Map(wanted.map((settings) => [settings.part.id, settings]));
    for (const [id, listener] of this.#open) {
      const settings = byId.get(id);
      if (settings !== undefined && sameSocket(settings.part, listener.part)) listener.change(settings);
      else this.#closeByConfig(id, listener);
    }
    const missing = wanted.filter((settings) => !this.#open.has(settings.part.id));
    const problems = await Promise.all(missing.map((settings) => this.#add(settings)));
    return problems.filter((problem) => problem !== undefined);
  }

  ports(): ReadonlyMap<string, number> {
    return new Map([...this.#open].map(([id, listener]) => [id, listener.port]));
  }

  /** Connections by listener and what they do, those of listeners that are leaving included. */
  gauges(): Gauges {
    const gauges: Record<string, number> = { tunnels: 0 };
    const add = (name: string, count: number): void => {
      gauges[name] = (gauges[name] ?? 0) + count;
    };
    for (const listener of [...this.#open.values(), ...this.#leaving]) {
      const { active, idle, tunnel } = listener.activities();
      add(`connections active ${listener.part.id}`, active);
      add(`connections idle ${listener.part.id}`, idle);
      add('tunnels', tunnel);
    }
    return gauges;
  }

  async drain(deadlineMs: number): Promise<void> {
    for (const listener of this.#open.values()) listener.announceDrain();
    await this.#acceptWaiting();
    for (const [id, listener] of this.#open) this.#release(id, listener);
    const ended = Promise.all([...this.#leaving].map((listener) => listener.drain()));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, deadlineMs);
    });
    await Promise.race([ended, late]);
    clearTimeout(timer);
    this.destroy();
  }

  /** Takes what the kernel has accepted for us by now: closing a listening socket resets it. */
  async #acceptWaiting(): Promise<void> {
    const until = performance.now() + drainGrace;
    const accepted = (): number =>
      [...this.#open.values()].reduce((sum, listener) => sum + listener.accepted, 0);
    let before = -1;
    for (let now = accepted(); now !== before && performance.now() < until; now = accepted()) {
      before = now;
      // The first turn may be the one that is under way, past its look at the sockets.
      await setImmediate();
      await setImmediate();
    }
  }

  destroy(): void {
    for (const listener of [...this.#open.values(), ...this.#leaving]) listener.destroy();
    this.#open.clear();
    this.#leaving.clear();
  }

  async #add(settings: ListenerSettings): Promise<ListenerProblem | undefined> {
    const listener = new ListenerRuntime(settings, this.#context);
    const code = await listener.open();
    if (code !== undefined) return { listener: settings.part.id, code };
    this.#open.set(settings.part.id, listener);
    return undefined;
  }

  /** A change of configuration that ends connections of clients, the only one there is. Tunnels stay. */
  #closeByConfig(id: string, listener: ListenerRuntime): void {
    const { active, idle } = listener.activities();
    this.#context.counters.add('closedByConfig', active + idle);
    this.#release(id, listener);
  }

  #release(id: string, listener: ListenerRuntime): void {
    this.#open.delete(id);
    this.#leaving.add(listener);
    void listener.drain().then(() => this.#leaving.delete(listener));
  }
}

function sameSocket(a: ListenerPart, b: ListenerPart): boolean {
  return a.address === b.address && a.port === b.port && a.protocol === b.protocol;
}
