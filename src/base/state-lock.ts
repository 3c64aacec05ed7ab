import { open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { OperatorError, systemErrorCode } from './operator-error.ts';

const PREFIX = 'lock.';
const NAME = /^lock\.(\d{1,10})\.(\d{1,20}|unknown)$/;
const ATTEMPTS = 10;
/** A flag raised this long ago is no rival's who might still step back: it is the server's. */
const SETTLED_MS = 3000;

/** The right to be the one server on a state directory. */
export interface StateLock {
  /** Gives the right up. Repeated calls do nothing. */
  release(): Promise<void>;
}

interface Holder {
  readonly name: string;
  readonly pid: number;
  readonly start: string;
}

const heldHere = new Set<string>();

/**
 * Each process that wants the lock first raises a flag, a file named after the process (pid and start time, so that
 * no two processes ever share a name), and then looks for other flags. Of two at once, at least one sees the other
 * and steps back, so never do both go on. A flag of a process that is gone can be removed by anyone: it cannot come back.
 */
export async function acquireStateLock(folder: string): Promise<StateLock> {
  const start = (await processStart(process.pid)) ?? 'unknown';
  const path = join(folder, `${PREFIX}${process.pid}.${start}`);
  if (heldHere.has(path)) throw locked(folder, process.pid);
  heldHere.add(path);
  try {
    for (let attempt = 1; ; attempt += 1) {
      await (await open(path, 'w', 0o600)).close();
      const other = await findOther(folder, path);
      if (other === undefined) break;
      await rm(path, { force: true });
      if (attempt === ATTEMPTS || (await isSettled(join(folder, other.name))))
        throw locked(folder, other.pid);
      // Those that start together part ways here.
      await delay(5 + Math.random() * 20 * attempt);
    }
    await removeUnfinishedFiles(folder);
  } catch (error) {
    heldHere.delete(path);
    await rm(path, { force: true });
    throw error;
  }
  return {
    async release() {
      if (!heldHere.delete(path)) return;
      await rm(path, { force: true });
    },
  };
}

function locked(folder: string, pid: number): OperatorError {
  return new OperatorError(
    'StateDirectoryLocked',
    `Another server, process ${pid}, uses the state directory ${folder}.`,
    { hint: `Stop process ${pid}, or name another folder with --state-dir.` },
  );
}

async function findOther(folder: string, own: string): Promise<Holder | undefined> {
  for (const name of await readdir(folder)) {
    const match = NAME.exec(name);
    if (match === null || join(folder, name) === own) continue;
    const holder = { name, pid: Number(match[1]), start: match[2] ?? 'unknown' };
    if (await isAlive(holder)) return holder;
    await rm(join(folder, name), { force: true });
  }
  return undefined;
}

async function isSettled(flag: string): Promise<boolean> {
  const facts = await stat(flag).catch(() => undefined);
  return facts !== undefined && Date.now() - facts.mtimeMs > SETTLED_MS;
}

async function isAlive({ pid, start }: Holder): Promise<boolean> {
  // Our own flag has another name: this one is of an earlier process with our pid.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemErrorCode(error) !== 'EPERM') return false;
  }
  const now = await processStart(pid);
  return now === undefined || start === 'unknown' || now === start;
}

/** When a process started, in clock ticks after boot: field 22 of proc_pid_stat(5). Undefined off Linux; `gone` for a zombie. */
async function processStart(pid: number): Promise<string | undefined> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The second field, the name, may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? 'gone' : fields[19];
}

async function removeUnfinishedFiles(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (entry.isFile() && /\.\d+\.\d+\.tmp$/.test(entry.name)) {
      await rm(join(entry.parentPath, entry.name), { force: true });
    }
  }
}
