import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/**
 * What a worker may read: the code of the package at `root`, whose rooms are in the folder `rooms`, and of the packages it
 * uses. Not the folder they lie in, which may hold state. The permission model asks for the path as written and, behind a
 * link, for the real one: both are named.
 */
export function codeFolders(root: string, rooms: string): readonly string[] {
  const description = join(root, 'package.json');
  const folders = packageFolders(root);
  const linked = linkedPackages(description, folders);
  const paths = [rooms, description, ...folders, ...linked];
  return [...new Set([...paths, ...paths.map((path) => realpathSync(path))])];
}

/** Every `node_modules` in which Node looks for the packages that code in a folder names. */
function packageFolders(from: string): readonly string[] {
  const here = join(from, 'node_modules');
  const parent = dirname(from);
  return [...(existsSync(here) ? [here] : []), ...(parent === from ? [] : packageFolders(parent))];
}

/** Dependencies that are links to elsewhere (a workspace, a shared store, `npm link`), and where theirs are found. */
function linkedPackages(description: string, folders: readonly string[]): readonly string[] {
  const { dependencies } = manifest.parse(JSON.parse(readFileSync(description, 'utf8')));
  return Object.keys(dependencies).flatMap((name) => {
    const path = folders.map((folder) => join(folder, name)).find((candidate) => existsSync(candidate));
    if (path === undefined || !lstatSync(path).isSymbolicLink()) return [];
    const real = realpathSync(path);
    return [real, ...packageFolders(real)];
  });
}
