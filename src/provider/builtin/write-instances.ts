import { dirname } from 'node:path';
import { OperatorError, openStateDirectory, systemErrorCode, writeFileAtomic } from '../../base/index.ts';

/**
 * Writes the instances file. A state directory that was deleted under a running server is made anew.
 * @throws OperatorError `StateDirectoryUnwritable` where the file system refuses.
 */
export async function writeInstances(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(path, text);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw writeError(path, error);
    await openStateDirectory(dirname(path));
    await writeFileAtomic(path, text).catch((again: unknown) => {
      throw writeError(path, again);
    });
  }
}

const space = 'Free some space on its file system; what is served goes on as it is.';
const permission = 'Let the user Sluice runs as write the folder; what is served goes on as it is.';
const mount = 'Mount its file system writable; what is served goes on as it is.';

const causes: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  ENOSPC: ['no space is left', space],
  EDQUOT: ['the quota is used up', space],
  EROFS: ['the file system is read-only', mount],
  EACCES: ['permission denied', permission],
  EPERM: ['not permitted', permission],
  ENOTDIR: ['its folder is not a folder', 'Take away what stands in the place of the folder.'],
  EIO: ['the disk fails', 'Look at the log of the system; what is served goes on as it is.'],
};

/** What an operator is told of a failed write; other errors stay as they are. */
export function writeError(path: string, error: unknown): unknown {
  const code = systemErrorCode(error) ?? '';
  const cause = Object.hasOwn(causes, code) ? causes[code] : undefined;
  if (cause === undefined) return error;
  const [what, hint] = cause;
  return new OperatorError('StateDirectoryUnwritable', `Cannot write ${path}: ${what} (${code}).`, {
    hint,
    cause: error,
  });
}
