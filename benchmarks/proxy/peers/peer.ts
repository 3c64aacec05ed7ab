import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/** What a proxy is to do. All get the same. */
export interface Task {
  /** Where its files may lie; nothing else is in it. */
  readonly folder: string;
  readonly backendPort: number;
  /** Hosts that lead to the backend, each with a rule of its own. */
  readonly hosts: readonly string[];
}

/** A proxy under measurement. */
export interface Peer {
  readonly name: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly process: ChildProcess;
}

/** A kind of proxy. */
export interface PeerKind {
  readonly name: string;
  /** What the program says of its version, on one line; undefined where it is not installed. */
  version(): string | undefined;
  /** Resolves once it takes connections. @throws Error when it ends first. */
  start(task: Task): Promise<Peer>;
}

/** What a program says of its version; undefined where there is no such program. */
export function versionOf(program: string, ...options: string[]): string | undefined {
  const { error, stdout, stderr } = spawnSync(program, options, { encoding: 'utf8' });
  return error === undefined ? `${stdout}${stderr}`.split('\n')[0]?.trim() : undefined;
}

/** Ports that are free now. Nobody else on a machine for measurements is about to take them. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  return servers.map((server) => {
    const address = server.address();
    server.close();
    return address !== null && typeof address === 'object' ? address.port : 0;
  });
}

/** Starts a program that writes its access log to standard output, or to a file it is told, both in the folder. */
export async function startProgram(
  folder: string,
  command: readonly string[],
  port: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
  const script = 'log="$1"; shift; exec "$@" > "$log"';
  const child = spawn('/bin/sh', ['-c', script, 'sh', join(folder, 'access.log'), ...command], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${command[0]} did not start`);
  });
  const open = (async () => {
    while (!(await takesConnections(port))) await new Promise((tick) => setTimeout(tick, 20));
  })();
  await Promise.race([open, ended]);
  ended.catch(() => {});
  return child;
}

/** Ends a program and waits for its end. */
export async function stopProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(late);
}

/** A self-signed certificate of the kind that Sluice makes for itself (ECDSA on P-256), as `tls.crt` and `tls.key`. */
export function makeCertificate(folder: string): void {
  const kind = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-subj',
    '/CN=bench.example',
  ];
  const files = ['-keyout', join(folder, 'tls.key'), '-out', join(folder, 'tls.crt')];
  execFileSync('openssl', ['req', '-x509', ...kind, ...files], { stdio: 'ignore' });
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      settle(true);
    });
    socket.on('error', () => settle(false));
  });
}
