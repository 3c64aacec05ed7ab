import { readdirSync, readFileSync } from 'node:fs';

const tickMs = 10;

/** User and system time of a process and all below it so far, in milliseconds, from the operating system's own accounting. */
export function cpuTimeOf(pid: number): number {
  return [pid, ...descendantsOf(pid)].reduce((sum, each) => sum + ownTime(each), 0);
}

function ownTime(pid: number): number {
  try {
    // The name of the program may hold spaces; what is counted stands behind its closing parenthesis.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * tickMs;
  } catch {
    return 0;
  }
}

function descendantsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) => {
      const children = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim();
      return children === ''
        ? []
        : children
            .split(' ')
            .map(Number)
            .flatMap((child) => [child, ...descendantsOf(child)]);
    });
  } catch {
    return [];
  }
}
