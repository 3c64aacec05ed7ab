import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** The processes of one running program, by what they do. */
export interface ProgramProcesses {
  readonly control: readonly number[];
  readonly workers: readonly number[];
  readonly echo: readonly number[];
}

/** The children of a supervisor, as /proc shows them. */
export function processesOf(supervisor: number): ProgramProcesses {
  const children = childrenOf(supervisor);
  const running = (program: string): readonly number[] =>
    children.filter((pid) => readText(`/proc/${pid}/cmdline`).includes(program));
  return {
    control: running('control-main'),
    workers: running('worker-main'),
    echo: running('echo-process'),
  };
}

export function childrenOf(pid: number): readonly number[] {
  return readText(`/proc/${pid}/task/${pid}/children`)
    .split(' ')
    .filter((text) => text !== '')
    .map(Number);
}

/** False once the process has ended, also while nobody has asked for its exit code yet. */
export function isRunning(pid: number): boolean {
  return !['', 'Z', 'X'].includes(stateOf(pid));
}

/** The one letter of proc(5), /proc/pid/stat; empty when there is no such process. */
function stateOf(pid: number): string {
  const text = readText(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3);
}

/**
 * Kills a process at once and returns the remote ports of the connections on `ports` that it had accepted. Stopped
 * first, it accepts nothing more, so that they can be read.
 */
export async function killAccepted(pid: number, ports: readonly number[]): Promise<ReadonlySet<number>> {
  process.kill(pid, 'SIGSTOP');
  while (stateOf(pid) !== 'T' && isRunning(pid)) await nextTurn();
  const accepted = acceptedPorts(pid, ...ports);
  process.kill(pid, 'SIGKILL');
  return accepted;
}

/** The remote ports of the TCP connections that a process has accepted on any of `ports`. */
export function acceptedPorts(pid: number, ...ports: readonly number[]): ReadonlySet<number> {
  const inodes = new Set(
    list(`/proc/${pid}/fd`).flatMap((name) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readLink(`/proc/${pid}/fd/${name}`))?.[1];
      return inode === undefined ? [] : [inode];
    }),
  );
  const remote = new Set<number>();
  for (const line of readText('/proc/net/tcp').split('\n').slice(1)) {
    const [, local = '', peer = '', , , , , , , inode = ''] = line.trim().split(/\s+/);
    if (inodes.has(inode) && ports.includes(portOf(local)) && portOf(peer) !== 0) remote.add(portOf(peer));
  }
  return remote;
}

/** proc(5), /proc/net/tcp: address and port in hex. */
function portOf(address: string): number {
  return Number.parseInt(address.slice(address.indexOf(':') + 1), 16);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function list(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
