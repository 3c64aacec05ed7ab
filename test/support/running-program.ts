import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { adminRequest, controlSocketPath } from '../../src/admin/index.ts';
import { type IngressRow, type InstanceRow, ingressRows, instanceRows } from '../../src/cli/wire/wire.ts';
import { builtState, programScript } from './built-program.ts';
import { type Answer, type ClientRequest, send } from './http-client.ts';
import { Lines } from './lines.ts';
import { childrenOf, isRunning, type ProgramProcesses, processesOf } from './processes.ts';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the program to its end. */
export async function runCommand(...args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [programScript, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

export interface ProgramOptions {
  /** Texts by file name. */
  readonly manifests?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** A file of settings; it also says whether there is an access log. */
  readonly settings?: string;
  /** What to wait for on standard output; the announcement of routes by default. */
  readonly ready?: RegExp;
}

/** Ten thousand Ingresses on a busy machine; the test that starts a program bounds the rest. */
const startMs = 60_000;

/** Everything a program works on, so that another can be started on the same. */
interface Site {
  readonly folder: string;
  readonly internet: string;
  readonly http: number;
  readonly https: number;
  readonly flags: readonly string[];
}

/** Starts `sluice serve` on a folder of its own, with addresses of its own and free ports, and waits until it serves. */
export async function startProgram(options: ProgramOptions = {}): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-it-'));
  folders.add(folder);
  await mkdir(join(folder, 'manifests'));
  const block = nextBlock();
  const internet = `${block}.1`;
  const [http, https] = await freePorts(internet);
  const flags = [
    ...['--internet-address', `${internet}-${block}.8`, '--intranet-address', `${block}.9-${block}.16`],
    ...['--http-port', String(http), '--https-port', String(https), '--admin-address', '127.0.0.1:0'],
    // A flag would win over the file.
    ...(options.settings === undefined ? ['--access-log', 'off'] : ['--config', options.settings]),
    ...(options.flags ?? []),
  ];
  const program = new Program({ folder, internet, http, https, flags });
  if (builtState !== undefined) await cp(builtState, program.state, { recursive: true });
  for (const [file, content] of Object.entries(options.manifests ?? {})) await program.edit(file, content);
  await program.start(options.ready);
  return program;
}

/** A running `sluice serve`. */
export class Program {
  readonly manifests: string;
  readonly state: string;
  /** The first address of the Internet pool: that of the instance made automatically. */
  readonly address: string;
  /** The addresses of the intranet pool. */
  readonly intranet: readonly string[];
  readonly http: number;
  readonly https: number;
  readonly #site: Site;
  #child: ChildProcess | undefined;
  #ended: Promise<number | null> = Promise.resolve(null);
  stdout: Lines = new Lines();
  stderr: Lines = new Lines();
  #edits = 0;

  constructor(site: Site) {
    this.#site = site;
    this.manifests = join(site.folder, 'manifests');
    this.state = join(site.folder, 'state');
    this.address = site.internet;
    this.intranet = Array.from({ length: 8 }, (_, index) => site.internet.replace(/1$/, String(9 + index)));
    this.http = site.http;
    this.https = site.https;
  }

  /** Starts it (again) on the same folders, addresses and ports. */
  async start(ready: RegExp = /^ {2}Try$/): Promise<void> {
    const args = ['serve', '--manifests', this.manifests, '--state-dir', this.state, ...this.#site.flags];
    const child = spawn(process.execPath, [programScript, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    running.add(this);
    this.stdout = new Lines(child.stdout);
    this.stderr = new Lines(child.stderr);
    this.#ended = new Promise((resolve) => child.once('exit', resolve));
    await this.stdout.find(ready, 0, startMs).catch((error: unknown) => {
      throw new Error(`the program did not start: ${this.stderr.text()}`, { cause: error });
    });
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get processes(): ProgramProcesses {
    return processesOf(this.pid);
  }

  /** Resolves with the exit code. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }

  /** Writes a manifest as an atomic rename. */
  async edit(file: string, content: string | Buffer): Promise<void> {
    this.#edits += 1;
    const unfinished = join(this.#site.folder, `edit-${this.#edits}`);
    await mkdir(dirname(join(this.manifests, file)), { recursive: true });
    await writeFile(unfinished, content);
    await rename(unfinished, join(this.manifests, file));
  }

  async remove(file: string): Promise<void> {
    await rm(join(this.manifests, file));
  }

  request(host: string, path: string, more: Partial<ClientRequest> = {}): Promise<Answer> {
    const port = more.tls === true ? this.https : this.http;
    return send({ address: this.address, port, host, path, ...more });
  }

  /** What `sluice get ingress --output json` prints, without the cost of a process. */
  async ingresses(): Promise<readonly IngressRow[]> {
    return ingressRows.parse(await adminRequest(controlSocketPath(this.state), 'GET', '/v1/ingresses'));
  }

  async ingress(name: string): Promise<IngressRow | undefined> {
    const rows = await this.ingresses();
    return rows.find((row) => `${row.namespace}/${row.name}` === name);
  }

  /** The reason codes on an Ingress. */
  async reasons(name: string): Promise<readonly string[]> {
    return ((await this.ingress(name))?.problems ?? []).map(({ reason }) => reason);
  }

  async instances(): Promise<readonly InstanceRow[]> {
    return instanceRows.parse(await adminRequest(controlSocketPath(this.state), 'GET', '/v1/instances'));
  }

  /** Runs `sluice …` against this server. */
  command(...args: readonly string[]): Promise<Outcome> {
    return runCommand(...args, '--state-dir', this.state);
  }

  /** Sends a signal and resolves with the exit code. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.#child?.kill(signal);
    return this.#ended;
  }

  /** Ends every process of it at once and removes what it left. */
  async close(): Promise<void> {
    this.killAll();
    await this.#ended;
    running.delete(this);
    await rm(this.#site.folder, { recursive: true, force: true });
    folders.delete(this.#site.folder);
  }

  killAll(): void {
    if (this.#child === undefined || !isRunning(this.pid)) return;
    for (const pid of [...childrenOf(this.pid), this.pid]) kill(pid);
  }
}

const running = new Set<Program>();
const folders = new Set<string>();

/** Ends every program of this process that still runs, and removes what they left. */
export async function closePrograms(): Promise<void> {
  await Promise.all([...running].map((program) => program.close()));
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

let blocks = 0;

/** The first three numbers of loopback addresses that no other program of the tests uses. */
function nextBlock(): string {
  blocks += 1;
  return `127.${20 + ((process.pid >> 8) % 200)}.${(process.pid + blocks * 7) % 256}`;
}

async function freePorts(address: string): Promise<readonly [number, number]> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, address, () => {
            const bound = server.address();
            resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return [ports[0] ?? 0, ports[1] ?? 0];
}
