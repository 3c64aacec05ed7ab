import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { seenIn } from './http-client.ts';
import type { Program } from './program.ts';

/** A request that was not answered as it should have been. */
export interface LoadFailure {
  readonly why: string;
  /** The client's port of its connection; 0 when there was none. */
  readonly localPort: number;
}

export interface LoadOptions {
  readonly host: string;
  /** The backend that has to answer. */
  readonly service: string;
  /** Clients that keep their connection, and clients that take a new one for each request. */
  readonly keepAlive: number;
  readonly fresh: number;
  /** How long each client waits between two requests. */
  readonly pauseMs: number;
}

/** Clients that ask without a break, at a bounded rate, until stopped. */
export class SteadyLoad {
  requests = 0;
  readonly failures: LoadFailure[] = [];
  readonly #program: Program;
  readonly #options: LoadOptions;
  readonly #clients: Promise<void>[];
  #stopped = false;

  constructor(program: Program, options: LoadOptions) {
    this.#program = program;
    this.#options = options;
    this.#clients = [
      ...Array.from({ length: options.keepAlive }, () => this.#keepAsking(true)),
      ...Array.from({ length: options.fresh }, (_, index) => this.#keepAsking(false, index % 4 === 3)),
    ];
  }

  /** Resolves once so many more requests have been answered, well or not. */
  async more(requests: number): Promise<void> {
    const until = this.requests + requests;
    while (this.requests < until) await pause(5);
  }

  /** The failures since the last call. */
  takeFailures(): readonly LoadFailure[] {
    return this.failures.splice(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#clients);
  }

  async #keepAsking(keepsConnection: boolean, tls = false): Promise<void> {
    const agent = keepsConnection ? new Agent({ keepAlive: true, maxSockets: 1 }) : undefined;
    while (!this.#stopped) {
      await this.#ask(agent, tls);
      await pause(this.#options.pauseMs);
    }
    agent?.destroy();
  }

  async #ask(agent: Agent | undefined, tls: boolean): Promise<void> {
    const { host, service } = this.#options;
    let localPort = 0;
    const onConnection = (port: number): void => {
      localPort = port;
    };
    try {
      const more = { onConnection, tls, ...(agent === undefined ? {} : { agent }) };
      const seen = seenIn(await this.#program.request(host, '/', more));
      if (seen.service !== service) this.failures.push({ why: `answered by ${seen.service}`, localPort });
    } catch (error) {
      this.failures.push({ why: String(error), localPort });
    }
    this.requests += 1;
  }
}
