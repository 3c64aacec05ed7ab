import { type BigIntStats, type Dirent, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { errorMessage, systemErrorCode } from '../../base/index.ts';
import { linkSteps } from './link-steps.ts';

/** More files, or folders, than this are not looked at; deeper folders neither. */
const maxFiles = 100_000;
const maxFolders = 10_000;
const maxDepth = 32;
const maxNotes = 100;

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
  /** Relative paths of what looks like a manifest, or a way to some, and is not taken for it, with the reason. */
  readonly notes: ReadonlyMap<string, string>;
}

/** What a scan tells while it runs. */
export interface ScanListener {
  /** Before a folder is read: a change in it matters; `names` when only these entries of it do. */
  watch(path: string, names?: readonly string[]): void;
  /** Again and again: how many files were found so far. */
  progress(files: number): void;
}

/**
 * Finds manifest files, following symbolic links, but not to folders that hold the directory; each folder is read
 * once, so cycles end. Folders are announced before they are read: no change falls between the look and the watch.
 */
export function scanDirectory(directory: string, listener: ScanListener): DirectoryScan {
  const scan: Scan = {
    files: new Map(),
    unreadable: new Map(),
    notes: new Map(),
    visited: new Set(),
    listener,
    root: realPath(directory),
  };
  watchWay(directory, scan);
  try {
    scanFolder(directory, '', scan);
  } catch (error) {
    scan.unreadable.set('', reasonOf(error));
  }
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
  readonly notes: Map<string, string>;
  readonly visited: Set<string>;
  readonly listener: ScanListener;
  /** Where the directory really is. */
  readonly root: string;
}

/** Too much was found: the scan ends. */
class LimitError extends Error {}

function scanFolder(path: string, relative: string, scan: Scan): void {
  try {
    const stat = statSync(path, { bigint: true });
    const identity = `${stat.dev}:${stat.ino}`;
    if (scan.visited.has(identity)) return;
    scan.visited.add(identity);
    if (scan.visited.size > maxFolders) throw new LimitError(`there are more than ${maxFolders} folders`);
    if (relative.split('/').length > maxDepth) throw new Error(`it is more than ${maxDepth} folders deep`);
    scan.listener.watch(path);
    scan.listener.progress(scan.files.size);
    const entries = readdirSync(path, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.')) continue;
      const place = relative === '' ? entry.name : `${relative}/${entry.name}`;
      scanEntry(entry, join(path, entry.name), place, scan);
    }
  } catch (error) {
    if (error instanceof LimitError) throw error;
    // A folder that vanished while we looked is simply gone; the directory itself must be there.
    if (relative === '' || systemErrorCode(error) !== 'ENOENT')
      scan.unreadable.set(relative, reasonOf(error));
  }
}

function scanEntry(entry: Dirent, path: string, place: string, scan: Scan): void {
  if (entry.isSymbolicLink()) scanLink(entry.name, path, place, scan);
  else if (entry.isDirectory()) {
    if (isManifestName(entry.name)) note(place, 'is a folder; the manifests in it are read', scan);
    scanFolder(path, place, scan);
  } else if (isManifestName(entry.name)) addFile(path, place, scan);
}

function scanLink(name: string, path: string, place: string, scan: Scan): void {
  let stat: BigIntStats;
  try {
    stat = statSync(path, { bigint: true });
  } catch {
    // A link to nothing may lead somewhere later.
    watchWay(path, scan);
    if (isManifestName(name)) note(place, 'is a link to nothing', scan);
    return;
  }
  const folder = stat.isDirectory();
  if (!folder && !isManifestName(name)) return;
  watchWay(path, scan);
  if (!folder) addFile(path, place, scan);
  else if (holds(realPath(path), scan.root)) note(place, 'is a link to a folder that holds this one', scan);
  else scanFolder(path, place, scan);
}

/** Every link on the way to a path decides where it leads. */
function watchWay(path: string, scan: Scan): void {
  for (const step of linkSteps(path)) scan.listener.watch(step.folder, [step.name]);
}

function holds(folder: string, inner: string): boolean {
  return inner !== folder && inner.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function note(place: string, text: string, scan: Scan): void {
  if (scan.notes.size < maxNotes) scan.notes.set(place, text);
}

function addFile(path: string, relative: string, scan: Scan): void {
  const file = findFile(path);
  if (file === undefined) {
    if (existsSync(path)) note(relative, 'is not a regular file', scan);
    return;
  }
  if (scan.files.size >= maxFiles) throw new LimitError(`there are more than ${maxFiles} manifest files`);
  scan.files.set(relative, file);
  scan.listener.progress(scan.files.size);
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
