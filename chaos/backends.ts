import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { OriginAddress } from '../test/support/named-origin.ts';
import { done, type Order } from './backend-messages.ts';

/** The backends, in a process of their own. */
export class Backends {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'backend-main.ts'), { execArgv: [] });
  readonly #waiting = new Map<number, (port: number) => void>();
  #orders = 0;

  constructor() {
    this.#child.on('message', (value) => {
      const { id, port } = done.parse(value);
      this.#waiting.get(id)?.(port);
      this.#waiting.delete(id);
    });
  }

  /** Starts a backend; `service/number` is one of several that answer with the name of the service. */
  async start(name: string): Promise<OriginAddress> {
    return { name, port: await this.#order('start', name) };
  }

  /** Resolves once the backend has answered what it had, and is gone. */
  async leave(name: string): Promise<void> {
    await this.#order('leave', name);
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  #order(kind: Order['kind'], name: string): Promise<number> {
    const id = this.#orders;
    this.#orders += 1;
    const order: Order = { id, kind, name };
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.send(order);
    });
  }
}
