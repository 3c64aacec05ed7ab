import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../test/support/expectations.ts';
import { acceptedPorts } from '../test/support/processes.ts';
import { type Program, startProgram } from '../test/support/running-program.ts';
import { Backends } from './backends.ts';
import { Editor } from './editor.ts';
import type { ChaosFigures } from './figures.ts';
import { Killer } from './killer.ts';
import { Load } from './load.ts';
import { SettingsFile } from './settings-file.ts';
import { Kills, Tally } from './tally.ts';
import { WebSockets } from './web-sockets.ts';
import { handshakesOf, instanceFiles, makeWorld, targetsOf, type World, webSocketHost } from './world.ts';

export interface ChaosOptions {
  readonly seconds: number;
  /** Requests a second. */
  readonly rate: number;
  readonly handshakeRate: number;
  readonly webSockets: number;
  /** Seconds from one pair of kills (a worker, then the control process) to the next. */
  readonly killSeconds: number;
  readonly seed: number;
  /** Takes a line about what happens. */
  readonly tell: (line: string) => void;
}

const editMs = 100;
/** After the last kill. */
const recoverySeconds = 2;
/** `--shutdown-delay`: time for whoever sends new connections to notice. */
const shutdownSeconds = 1;

/** Serves under load while everything changes and processes are killed, drains, and returns what was seen. */
export async function runChaos(options: ChaosOptions): Promise<ChaosFigures> {
  const backends = new Backends();
  const settings = await SettingsFile.create();
  try {
    const world = await makeWorld(backends);
    const program = await startProgram({
      manifests: world.files,
      settings: settings.path,
      flags: ['--shutdown-delay', String(shutdownSeconds), '--workers', '2'],
    });
    const killAll = (): void => program.killAll();
    process.once('exit', killAll);
    try {
      for (const [file, text] of Object.entries(instanceFiles(program))) await program.edit(file, text);
      await program.stdout.find(/^SLBInstance lb-lone added/);
      return await new Chaos(options, { world, program, settings }).run();
    } finally {
      await program.close();
      process.off('exit', killAll);
    }
  } finally {
    await backends.close();
    await settings.remove();
  }
}

/** What a run works on. */
interface Site {
  readonly world: World;
  readonly program: Program;
  readonly settings: SettingsFile;
}

class Chaos {
  readonly #options: ChaosOptions;
  readonly #world: World;
  readonly #program: Program;
  readonly #settings: SettingsFile;
  readonly #random: () => number;
  readonly #tally = new Tally();
  readonly #kills = new Kills();
  readonly #editor: Editor;
  readonly #load: Load;
  #stopped = false;

  constructor(options: ChaosOptions, { world, program, settings }: Site) {
    this.#options = options;
    this.#settings = settings;
    this.#world = world;
    this.#program = program;
    this.#random = seededRandom(options.seed);
    this.#editor = new Editor(program);
    const { rate, handshakeRate } = options;
    const targets = targetsOf(world, program);
    const handshakes = handshakesOf(world, program);
    this.#load = new Load({ rate, handshakeRate, targets, handshakes }, this.#tally, this.#kills);
  }

  async run(): Promise<ChaosFigures> {
    const { seconds, webSockets: count, killSeconds } = this.#options;
    const { address, http, https } = this.#program;
    await this.#untilServed();
    const webSockets = await WebSockets.open({ address, http, https }, webSocketHost, count);
    const killer = new Killer({
      ...{ program: this.#program, editor: this.#editor, kills: this.#kills, tell: this.#options.tell },
      survivor: this.#workerWithMost(webSockets),
    });
    const startedAt = performance.now();
    this.#load.start();
    const progress = setInterval(() => this.#tellProgress(startedAt), 5000);
    const stopped = (): boolean => this.#stopped;
    const changes = [
      this.#edit(),
      this.#settings.change(stopped),
      killer.killEvery(killSeconds * 1000, startedAt + (seconds - recoverySeconds) * 1000),
      ...this.#world.pods.map((pods) => pods.roll(this.#editor, this.#random, stopped)),
    ];
    await pause(seconds * 1000);
    this.#stopped = true;
    await Promise.all(changes);
    const measuredSeconds = (performance.now() - startedAt) / 1000;
    const measuredRequests = this.#tally.requests;
    const alive = await webSockets.alive();
    const end = await this.#drain(webSockets);
    clearInterval(progress);
    return {
      ...{ seconds: measuredSeconds, rate: measuredRequests / measuredSeconds, end },
      tally: this.#tally,
      newConnections: this.#load.newConnections,
      skipped: this.#load.skipped,
      webSockets: { opened: count, alive, lost: webSockets.lost(this.#kills) },
      changes: { made: this.#editor.edits, times: this.#editor.times, missing: this.#editor.missing },
      settingsChanged: this.#settings.changes,
      podsReplaced: this.#world.pods.reduce((sum, { replaced }) => sum + replaced, 0),
      kills: { workers: this.#kills.count, control: killer.controlKills },
      errors: this.#program.stderr.all.filter((line) => /^\s+at /.test(line)),
    };
  }

  /** Until the Ingress on the named instance is served, which came after the start. */
  async #untilServed(): Promise<void> {
    const { intranet } = this.#program;
    for (let tries = 0; tries < 200; tries++) {
      const answer = await this.#program
        .request('away.example', '/', { address: intranet[0] ?? '' })
        .catch(() => undefined);
      if (answer?.status === 200) return;
      await pause(50);
    }
    throw new Error('the named instance does not serve');
  }

  /** Ten times a second, whatever the edits before take; a host whose edit is not in force yet waits. */
  async #edit(): Promise<void> {
    const hosts = [...this.#world.sites, ...this.#world.movers];
    const busy = new Set<(typeof hosts)[number]>();
    const edits = new Set<Promise<void>>();
    for (let at = performance.now(); !this.#stopped; at += editMs) {
      await pause(Math.max(0, at - performance.now()));
      const free = hosts.filter((host) => !busy.has(host));
      const host = free[Math.floor(this.#random() * free.length)];
      if (host !== undefined) {
        busy.add(host);
        const edit = this.#editor.make(host.next(this.#random)).then(() => {
          host.settle();
          busy.delete(host);
          edits.delete(edit);
        });
        edits.add(edit);
      }
    }
    await Promise.all(edits);
  }

  #workerWithMost(webSockets: WebSockets): number {
    const held = this.#program.processes.workers.map((pid) => {
      const ports = acceptedPorts(pid, this.#program.http);
      return { pid, count: webSockets.ports.filter((port) => ports.has(port)).length };
    });
    return held.sort((a, b) => b.count - a.count)[0]?.pid ?? 0;
  }

  /** SIGTERM under full load; new connections stop while the server still takes them, as after a load balancer's check. */
  async #drain(webSockets: WebSockets): Promise<ChaosFigures['end']> {
    const since = performance.now();
    const ended = this.#program.stop('SIGTERM');
    await pause(shutdownSeconds * 500);
    this.#load.stopConnecting();
    const connectionsEnded = await this.#load.ended(10_000);
    await this.#load.stop();
    const webSocketsAlive = await webSockets.alive();
    webSockets.close();
    const code = await ended;
    this.#options.tell(`SIGTERM: ended with ${code} after ${Math.round(performance.now() - since)} ms`);
    return { code, connectionsEnded, webSocketsAlive };
  }

  #tellProgress(startedAt: number): void {
    const { requests, broken } = this.#tally;
    const seconds = (performance.now() - startedAt) / 1000;
    const pace = `${Math.round(requests / seconds)} requests a second`;
    this.#options.tell(
      `${Math.round(seconds)} s: ${requests} requests (${pace}), ${this.#editor.edits} changes, ${broken} broken promises`,
    );
  }
}
