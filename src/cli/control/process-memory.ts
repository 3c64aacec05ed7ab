import { readFile } from 'node:fs/promises';

/**
 * The resident memory of a process in bytes, where the operating system tells it (by /proc, so on Linux). Never rejects:
 * a process that ended has none.
 */
export async function processMemory(pid: number): Promise<{ readonly memory?: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? {} : { memory: Number(kilobytes) * 1024 };
}
