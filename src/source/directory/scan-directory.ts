import { type BigIntStats, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorMessage, systemErrorCode } from '../../base/index.ts';
import { linkSteps } from './link-steps.ts';

/** More files, or folders, than this are not looked at. */
const maxFiles = 100_000;
const maxFolders = 10_000;

/** A manifest file found. */
export interface FoundFile {
  readonly path: string;
  readonly size: number;
  /** Changes when the file does. */
  readonly fingerprint: string;
}

/** What was found under a directory. */
export interface DirectoryScan {
  /** By path relative to the directory, with `/`. */
  readonly files: ReadonlyMap<string, FoundFile>;
  /** Relative paths of folders that cannot be read (empty for the directory itself), with the reason. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/** Told, before a folder is read, that a change in it matters; `names` when only these entries of it do. */
export type WatchFolder = (path: string, names?: readonly string[]) => void;

/**
 * Finds manifest files, following symbolic links; each folder is read once, so cycles end.
 * Folders are announced before they are read: no change falls between the look and the watch.
 */
export function scanDirectory(directory: string, watch: WatchFolder): DirectoryScan {
  const scan: Scan = { files: new Map(), unreadable: new Map(), visited: new Set(), watch };
  for (const step of linkSteps(directory)) watch(step.folder, [step.name]);
  scanFolder(directory, '', scan);
  return scan;
}

/** True for names of manifests; hidden files and editors' temporary files are none. */
export function isManifestName(name: string): boolean {
  return /\.(?:ya?ml|json)$/.test(name) && !name.startsWith('.') && !name.startsWith('#');
}

/** The file at a path, if it is a manifest that exists. */
export function findFile(path: string): FoundFile | undefined {
  try {
    const stat = statSync(path, { bigint: true });
    return stat.isFile() ? foundFile(path, stat) : undefined;
  } catch {
    return undefined;
  }
}

interface Scan {
  readonly files: Map<string, FoundFile>;
  readonly unreadable: Map<string, string>;
  readonly visited: Set<string>;
  readonly watch: WatchFolder;
}

function scanFolder(path: string, relative: string, scan: Scan): void {
  try {
    const stat = statSync(path, { bigint: true });
    const identity = `${stat.dev}:${stat.ino}`;
    if (scan.visited.has(identity)) return;
    scan.visited.add(identity);
    if (scan.visited.size > maxFolders) throw new Error(`there are more than ${maxFolders} folders`);
    scan.watch(path);
    const entries = readdirSync(path, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.')) continue;
      const place = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) scanFolder(join(path, entry.name), place, scan);
      else if (entry.isFile() && isManifestName(entry.name)) addFile(join(path, entry.name), place, scan);
      else if (entry.isSymbolicLink()) scanLink(join(path, entry.name), place, scan);
    }
  } catch (error) {
    // A folder that vanished while we looked is simply gone; the directory itself must be there.
    if (relative === '' || systemErrorCode(error) !== 'ENOENT')
      scan.unreadable.set(relative, reasonOf(error));
  }
}

function scanLink(path: string, relative: string, scan: Scan): void {
  let stat: BigIntStats;
  try {
    stat = statSync(path, { bigint: true });
  } catch {
    // A link to nothing may lead somewhere later.
    for (const step of linkSteps(path)) scan.watch(step.folder, [step.name]);
    return;
  }
  const folder = stat.isDirectory();
  if (!folder && !isManifestName(path.slice(dirname(path).length + 1))) return;
  for (const step of linkSteps(path)) scan.watch(step.folder, [step.name]);
  if (folder) scanFolder(path, relative, scan);
  else addFile(path, relative, scan);
}

function addFile(path: string, relative: string, scan: Scan): void {
  const file = findFile(path);
  if (file === undefined) return;
  if (scan.files.size >= maxFiles) throw new Error(`there are more than ${maxFiles} manifest files`);
  scan.files.set(relative, file);
}

function foundFile(path: string, stat: BigIntStats): FoundFile {
  return {
    path,
    size: Number(stat.size),
    fingerprint: `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`,
  };
}

function reasonOf(error: unknown): string {
  const code = systemErrorCode(error);
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return code === 'ENOENT' ? 'it does not exist' : errorMessage(error);
}
