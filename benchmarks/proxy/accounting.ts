import { readdirSync, readFileSync } from 'node:fs';

const tickMs = 10;

/** User and system time of a process and all below it so far, in milliseconds, from the operating system's own accounting. */
export function cpuTimeOf(pid: number): number {
  return familyOf(pid).reduce((sum, each) => sum + ownTime(each), 0);
}

/** Resident memory of a process and all below it, in KiB; pages that several of them share count for each. */
export function memoryOf(pid: number): number {
  return familyOf(pid).reduce((sum, each) => sum + residentOf(each), 0);
}

/** Resident memory of one process in KiB; 0 when it is gone. */
export function residentOf(pid: number): number {
  const found = /VmRSS:\s+(\d+) kB/.exec(procFile(pid, 'status'));
  return Number(found?.[1] ?? 0);
}

/** The processes of a family whose command line holds `text`. */
export function membersWith(pid: number, text: string): number[] {
  return familyOf(pid).filter((each) => procFile(each, 'cmdline').includes(text));
}

function familyOf(pid: number): number[] {
  return [pid, ...descendantsOf(pid)];
}

function ownTime(pid: number): number {
  // The name of the program may hold spaces; what is counted stands behind its closing parenthesis.
  const fields = procFile(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * tickMs;
}

function descendantsOf(pid: number): number[] {
  let tasks: string[];
  try {
    tasks = readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
  return tasks.flatMap((task) =>
    procFile(pid, `task/${task}/children`)
      .split(' ')
      .filter(Boolean)
      .flatMap((child) => familyOf(Number(child))),
  );
}

/** Empty when the process is gone. */
function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8').trim();
  } catch {
    return '';
  }
}
