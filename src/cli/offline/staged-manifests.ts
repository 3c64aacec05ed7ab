import { mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../exit-code.ts';

/** Files and folders, put together as one directory of manifests. */
export interface StagedManifests {
  /** To be read. */
  readonly directory: string;
  /** Names a file of that directory as the user would. */
  display(file: string): string;
  remove(): Promise<void>;
}

/**
 * Makes one directory of what the user names. A single folder is used as it is; else a temporary one holds links to all,
 * by their paths below what they have in common. @throws UsageError for what does not exist, or is no manifest by its name.
 */
export async function stageManifests(paths: readonly string[]): Promise<StagedManifests> {
  const absolute = [...new Set(paths.map((path) => resolve(path)))];
  const folders = await Promise.all(absolute.map((path) => isFolder(path)));
  const [only] = absolute;
  if (only !== undefined && absolute.length === 1 && folders[0] === true) {
    return { directory: only, display: shorten(only), remove: async () => {} };
  }
  const base = commonFolder(absolute);
  const directory = await mkdtemp(join(tmpdir(), 'sluice-check-'));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    for (const path of withoutInner(absolute)) {
      const link = join(directory, relative(base, path));
      await mkdir(dirname(link), { recursive: true });
      await symlink(path, link);
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return { directory, display: shorten(base), remove };
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    throw new UsageError(`${path} does not exist.`, 'Name folders or files of manifests.');
  if (!found.isDirectory() && !/\.(?:ya?ml|json)$/.test(path)) {
    throw new UsageError(
      `${path} is no manifest by its name.`,
      'Name files that end in .yaml, .yml or .json.',
    );
  }
  return found.isDirectory();
}

/** What lies in another of the folders is read with it. */
function withoutInner(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => !paths.some((other) => other !== path && path.startsWith(other + sep)));
}

function commonFolder(paths: readonly string[]): string {
  let base = dirname(paths[0] ?? sep);
  while (!paths.every((path) => path.startsWith(base === sep ? sep : base + sep))) base = dirname(base);
  return base;
}

function shorten(base: string): (file: string) => string {
  return (file) => {
    const path = join(base, file);
    const short = relative(process.cwd(), path);
    return short === '' || short.startsWith('..') ? path : short;
  };
}
