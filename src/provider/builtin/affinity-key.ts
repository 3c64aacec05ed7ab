import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode, writeFileAtomic } from '../../base/index.ts';

const FILE = 'affinity-key';
const FORM = /^[A-Za-z0-9+/]{43}=\n?$/;

/**
 * The key (32 bytes in base64) by which cookies name endpoints. Kept in `keysFolder` (mode 0600), so that clients keep their
 * endpoints over a restart; made anew when the file is missing or damaged. Without a folder it is kept in memory only.
 */
export async function loadAffinityKey(keysFolder: string | undefined): Promise<string> {
  const kept = keysFolder === undefined ? undefined : await readKept(join(keysFolder, FILE));
  if (kept !== undefined) return kept;
  const made = randomBytes(32).toString('base64');
  if (keysFolder !== undefined) {
    await mkdir(keysFolder, { recursive: true, mode: 0o700 });
    await writeFileAtomic(join(keysFolder, FILE), `${made}\n`, 0o600);
  }
  return made;
}

async function readKept(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    return FORM.test(text) ? text.trimEnd() : undefined;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
