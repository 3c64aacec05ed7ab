import { access, constants, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomic } from './atomic-file.ts';
import { OperatorError, systemErrorCode } from './operator-error.ts';
import { acquireStateLock, type StateLock } from './state-lock.ts';

const FORMAT = 1;
const PROGRAM = 'sluice';
const FORMAT_FILE = 'format';
/** What a kill between the making of the folder and of its format file leaves behind. */
const UNFINISHED_FORMAT = /^format\.\d+\.\d+\.tmp$/;

/** The folder in which a server keeps what must outlive it. */
export interface StateDirectory {
  readonly path: string;
  /** The path of a file or folder in it. */
  file(...names: readonly string[]): string;
  /**
   * Makes this process the only server on the directory, and clears away what writes cut short by a kill left.
   * Throws `StateDirectoryLocked` when another process has it. A lock ends with its process, however that ends.
   */
  lock(): Promise<StateLock>;
}

/**
 * Opens a state directory and makes it (mode 0700) where there is none. It may be opened by several processes;
 * only the one that locks it is the server.
 * Throws `StateDirectoryForeign` when the folder holds something else, `StateDirectoryUnwritable` when it cannot be written.
 */
export async function openStateDirectory(path: string): Promise<StateDirectory> {
  try {
    await makeFolder(path);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    await claim(path);
  } catch (error) {
    throw operatorErrorOf(path, error);
  }
  return {
    path,
    file: (...names) => join(path, ...names),
    lock: () => acquireStateLock(path),
  };
}

/** Not `mkdir` with `recursive`, which never ends where a parent exists and takes no folder (/proc, a dangling link). */
async function makeFolder(path: string): Promise<void> {
  if ((await tryMakeFolder(path)) === undefined) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  const failed = await tryMakeFolder(path);
  if (failed !== undefined) throw failed;
}

/** The error when the parent is missing; throws any other. */
async function tryMakeFolder(path: string): Promise<unknown> {
  try {
    await mkdir(path, { mode: 0o700 });
    return undefined;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT') return error;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return undefined;
    throw error;
  }
}

async function claim(path: string): Promise<void> {
  if (await hasFormat(path)) return;
  const others = (await readdir(path)).filter((name) => !UNFINISHED_FORMAT.test(name));
  if (others.length === 0) {
    const text = `${JSON.stringify({ format: FORMAT, program: PROGRAM })}\n`;
    await writeFileAtomic(join(path, FORMAT_FILE), text);
    return;
  }
  // Another process may have claimed the folder between the two looks.
  if (await hasFormat(path)) return;
  throw foreign(`The folder ${path} is not empty and was not made by Sluice.`);
}

async function hasFormat(path: string): Promise<boolean> {
  let text: string;
  try {
    text = await readFile(join(path, FORMAT_FILE), 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
  const { program, format } = parseFormat(text);
  if (program !== PROGRAM) throw foreign(`The folder ${path} was not made by Sluice.`);
  if (format === FORMAT) return true;
  throw foreign(
    `The folder ${path} has state format ${String(format)}; this version of Sluice reads ${FORMAT}.`,
  );
}

function parseFormat(text: string): { program?: unknown; format?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function foreign(message: string): OperatorError {
  return new OperatorError('StateDirectoryForeign', message, {
    hint: 'Name an empty folder, or one that does not exist yet, with --state-dir.',
  });
}

function operatorErrorOf(path: string, error: unknown): unknown {
  switch (systemErrorCode(error)) {
    case 'EEXIST':
    case 'ENOTDIR':
      return foreign(`${path} is not a folder, or lies below something that is not.`);
    case 'EISDIR':
      return foreign(`The folder ${path} was not made by Sluice: its entry "${FORMAT_FILE}" is a folder.`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOSPC':
    case 'ENOENT':
    case 'ENAMETOOLONG':
      return new OperatorError(
        'StateDirectoryUnwritable',
        `The state directory ${path} cannot be written (${systemErrorCode(error)}).`,
        {
          hint: 'Let the user Sluice runs as write the folder, or name another one with --state-dir.',
          cause: error,
        },
      );
    default:
      return error;
  }
}
