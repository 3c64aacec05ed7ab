import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system that is soon full. */
export interface TinyDisk {
  readonly folder: string;
  close(): void;
}

/** Mounts a file system of so many KiB. Throws where this user may not: see {@link mayMount}. */
export function tinyDisk(kib: number): TinyDisk {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-disk-'));
  const options = `size=${kib}k,mode=0777`;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  return {
    folder,
    close() {
      // Lazily: a process that is about to end may still hold a file.
      execFileSync('umount', ['--lazy', folder]);
      rmdirSync(folder);
    },
  };
}

/** Whether this user may mount, found out by doing so. */
export const mayMount: boolean = tryToMount();

function tryToMount(): boolean {
  try {
    tinyDisk(4).close();
    return true;
  } catch {
    return false;
  }
}
