import { setTimeout as pause } from 'node:timers/promises';
import { Connection, type ConnectionLost, noAnswer, type Reply } from './connection.ts';
import type { Kills, Tally } from './tally.ts';
import type { Target } from './target.ts';

export interface LoadOptions {
  /** Requests a second in all, half of them on new connections; those of `handshakes` apart. */
  readonly rate: number;
  /** Asked by turns: one that stands here twice gets twice as much. */
  readonly targets: readonly Target[];
  /** TLS requests a second, each on a connection of its own. */
  readonly handshakeRate: number;
  readonly handshakes: readonly Target[];
}

/** More at once would say only that the proxy is slower than the load. */
const mostUnderWay = 1500;
const tickMs = 4;
/** Of one connection: so that a worker that came later has some that are kept. */
const mostRequests = 500;
/** After a longer halt of this process the rest is left out, so that no flood follows. */
const mostCatchUpSeconds = 0.25;

/** Asks at an even pace, whatever the answers take, until told to stop. */
export class Load {
  newConnections = 0;
  /** Requests that were not sent: too many were under way, or this process stood still. */
  skipped = 0;
  readonly tally: Tally;
  readonly #kills: Kills;
  readonly #options: LoadOptions;
  readonly #idle = new Map<string, Connection[]>();
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #turn = 0;
  #handshakeTurn = 0;
  #connects = true;

  constructor(options: LoadOptions, tally: Tally, kills: Kills) {
    this.#options = options;
    this.tally = tally;
    this.#kills = kills;
  }

  start(): void {
    let before = performance.now();
    let due = 0;
    let handshakesDue = 0;
    this.#timer = setInterval(() => {
      const now = performance.now();
      const passed = (now - before) / 1000;
      const seconds = Math.min(mostCatchUpSeconds, passed);
      before = now;
      this.skipped += Math.round((passed - seconds) * this.#options.rate);
      due += seconds * this.#options.rate;
      handshakesDue += seconds * this.#options.handshakeRate;
      for (; due >= 1; due -= 1) this.#startOne();
      for (; handshakesDue >= 1; handshakesDue -= 1) this.#startHandshake();
    }, tickMs);
  }

  /** From now on no new connection is opened; what is open is used until the proxy ends it. */
  stopConnecting(): void {
    this.#connects = false;
  }

  /** Resolves once all is answered. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    for (const connection of [...this.#idle.values()].flat()) connection.close();
  }

  /** Resolves once every connection has been ended by the proxy. */
  async ended(timeoutMs: number): Promise<boolean> {
    const until = performance.now() + timeoutMs;
    const open = (): boolean => [...this.#idle.values()].flat().some(({ closed }) => !closed);
    while ((open() || this.#underWay.size > 0) && performance.now() < until) await pause(10);
    return !open() && this.#underWay.size === 0;
  }

  #startOne(): void {
    const { targets } = this.#options;
    if (this.#underWay.size >= mostUnderWay) {
      this.skipped += 1;
      return;
    }
    const number = this.#turn;
    this.#turn += 1;
    const target = targets[(number >> 1) % targets.length];
    if (target === undefined) return;
    if (number % 2 === 0) this.#startFresh(target, number);
    else this.#startKept(target, number);
  }

  #startHandshake(): void {
    const { handshakes } = this.#options;
    const number = this.#handshakeTurn;
    this.#handshakeTurn += 1;
    const target = handshakes[number % handshakes.length];
    if (target !== undefined) this.#startFresh(target, number);
  }

  /** Every other one asks the proxy to end the connection, the rest are ended by this side. */
  #startFresh(target: Target, number: number): void {
    if (!this.#connects) return;
    const connection = this.#connect(target);
    this.#begin(target, number, connection, number % 4 === 0, () => connection.close());
  }

  #startKept(target: Target, number: number): void {
    const key = `${target.address}:${target.port}`;
    const idle = this.#idle.get(key) ?? [];
    this.#idle.set(key, idle);
    let connection = idle.shift();
    while (connection?.closed === true) connection = idle.shift();
    if (connection === undefined && !this.#connects) return;
    const chosen = connection ?? this.#connect(target);
    this.#begin(target, number, chosen, false, () => {
      if (chosen.requests >= mostRequests) chosen.close();
      else if (!chosen.closed) idle.push(chosen);
    });
  }

  #connect({ address, port, tls, host }: Target): Connection {
    this.newConnections += 1;
    return new Connection({ address, port, ...(tls ? { serverName: host } : {}) });
  }

  #begin(target: Target, number: number, connection: Connection, close: boolean, end: () => void): void {
    const allowed = target.expect();
    const judge = (reply: Reply | ConnectionLost): void => {
      end();
      this.#judge(target, allowed(), connection, reply instanceof Error ? reply : target.read(reply, number));
    };
    const exchange = connection.ask(target.request(number, close)).then(judge, judge);
    this.#underWay.add(exchange);
    void exchange.then(() => this.#underWay.delete(exchange));
  }

  #judge(
    { set, host, tls }: Target,
    allowed: readonly string[],
    connection: Connection,
    got: string | ConnectionLost,
  ): void {
    const seen = typeof got === 'string' ? got : noAnswer;
    if (allowed.includes(seen)) return this.tally.count(set, 'right');
    const what = `${tls ? 'https' : 'http'}://${host}`;
    if (typeof got === 'string') {
      return this.tally.count(set, 'wrong', `${what} gave ${got}, not ${allowed.join(' or ')}`);
    }
    if (this.#kills.took(connection)) return this.tally.count(set, 'lost');
    const age = Math.round(performance.now() - connection.openedAt);
    this.tally.count(set, 'failed', `${what}: the connection, opened ${age} ms before, ${got.message}`);
  }
}
