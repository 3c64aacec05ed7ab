import { basename, join, relative, sep } from 'node:path';
import { errorMessage, type Logger, type Quiet, whenQuiet } from '../../base/index.ts';
import type { FileReading } from './file-reading.ts';
import { FolderWatches } from './folder-watches.ts';
import type { FileChange } from './manifest-objects.ts';
import { type ManifestReader, manifestReader, smallBytes } from './manifest-reader.ts';
import { type PathKind, pathKind } from './path-kind.ts';
import { type ReadingProgress, readingProgress } from './reading-progress.ts';
import {
  type DirectoryScan,
  type FoundFile,
  findFile,
  isManifestName,
  scanDirectory,
} from './scan-directory.ts';

/** Files that changed, and folders that cannot be read (by path relative to the directory, with the reason). */
export interface FileBatch {
  readonly changes: readonly FileChange[];
  readonly unreadableFolders: ReadonlyMap<string, string>;
}

/** Settings of a {@link FileTracker}. */
export interface FileTrackerOptions {
  /** Absolute. */
  readonly directory: string;
  readonly defaultNamespace: string;
  readonly logger: Logger;
  /** Takes each batch; the next one waits for it. */
  readonly take: (batch: FileBatch) => Promise<void>;
  /** True when a file holds objects by now. */
  readonly holdsObjects: (file: string) => boolean;
}

/** Events of one edit come within this time. */
const quietMs = 4;
const maxQuietMs = 24;
/** How long a file that vanished has to come back: editors delete, then write anew. */
const vanishedGraceMs = 50;
/** How long a file that is empty or does not parse has to become whole: some truncate, then write, over a slow disk or net. */
const brokenGraceMs = 250;
/** How often to look where watching does not work; less often where a look takes long. */
const pollMs = 1000;
const restsPerScan = 10;

/** Watches a directory and reads what changes in it. */
export class FileTracker {
  readonly #options: FileTrackerOptions;
  readonly #reader: ManifestReader;
  readonly #watches: FolderWatches;
  readonly #soon: Quiet;
  /** Fingerprints as last read; empty where the file must be read again. */
  readonly #known = new Map<string, string>();
  readonly #grace = new Map<string, NodeJS.Timeout>();
  readonly #apart = new Set<Promise<void>>();
  #dirty = new Set<string>();
  #overdue = new Set<string>();
  #scanNeeded = true;
  #unreadable: ReadonlyMap<string, string> = new Map();
  #notes: ReadonlyMap<string, string> = new Map();
  #scanMs = 0;
  #poll: NodeJS.Timeout | undefined;
  /** Of the first reading. */
  #progress: ReadingProgress | undefined;
  #watchFailed = false;
  #closed = false;
  #first = true;
  #work: Promise<void> = Promise.resolve();

  constructor(options: FileTrackerOptions) {
    this.#options = options;
    this.#reader = manifestReader(options.defaultNamespace);
    this.#watches = new FolderWatches(
      (folder, name) => this.#changed(folder, name),
      (reason) => this.#watchingFailed(reason),
    );
    this.#soon = whenQuiet(() => this.#enqueue(), quietMs, maxQuietMs);
  }

  /** Reads everything; `held` are the files of the run before, of which some may be out of sight now. */
  async start(held: Iterable<string>): Promise<void> {
    for (const file of held) this.#known.set(file, '');
    this.#progress = readingProgress(this.#options.logger);
    this.#enqueue();
    await this.#work;
    this.#progress = undefined;
    this.#first = false;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#soon.close();
    this.#watches.close();
    clearTimeout(this.#poll);
    for (const timer of this.#grace.values()) clearTimeout(timer);
    await this.#reader.close();
    await Promise.all(this.#apart);
    await this.#work.catch(() => undefined);
  }

  #enqueue(step = (): Promise<void> => this.#flush()): void {
    this.#work = this.#work.then(() => (this.#closed ? undefined : step()));
    if (this.#first) return;
    this.#work = this.#work.catch((error: unknown) => {
      this.#options.logger.error('Changed manifests could not be taken', { error: errorMessage(error) });
    });
  }

  #changed(folder: string, name: string | undefined): void {
    const kind: PathKind =
      name === undefined || name === basename(folder) ? 'folder' : pathKind(join(folder, name));
    if (kind === 'folder' || name === undefined) this.#scanNeeded = true;
    else {
      const path = relative(this.#options.directory, join(folder, name)).replaceAll(sep, '/');
      if (!isManifestName(name)) {
        if (!this.#hidesFolder(path, name, kind)) return;
        this.#scanNeeded = true;
      } else if (kind !== 'other') this.#dirty.add(path);
      else if (this.#notes.has(path)) return;
      else this.#scanNeeded = true;
    }
    this.#soon.touch();
  }

  /** True when the entry that is gone may have been a folder of ours, or is a link that others may go through. */
  #hidesFolder(path: string, name: string, kind: PathKind): boolean {
    if (name.startsWith('..')) return true;
    return kind === 'gone' && [...this.#known.keys()].some((file) => file.startsWith(`${path}/`));
  }

  async #flush(): Promise<void> {
    const found = this.#scanNeeded ? this.#scan() : new Map<string, FoundFile | undefined>();
    for (const file of [...this.#dirty, ...this.#overdue]) {
      found.set(file, findFile(join(this.#options.directory, file)));
    }
    const overdue = this.#overdue;
    this.#dirty = new Set();
    this.#overdue = new Set();
    if (!this.#first) this.#takeOutLarge(found, overdue);
    const files = [...found.values()].filter((file) => file !== undefined);
    const readings = await this.#reader.read(files, this.#progress);
    if (this.#closed) return;
    const changes: FileChange[] = [];
    let next = 0;
    for (const [file, where] of found) {
      const reading = where === undefined ? undefined : readings[next++];
      this.#known.set(file, where?.fingerprint ?? '');
      changes.push(this.#settle(file, reading, overdue.has(file)));
    }
    if (this.#first) changes.push(...this.#unseenSince(found));
    this.#watchPolling();
    await this.#options.take({ changes, unreadableFolders: this.#unreadable });
  }

  /** Files of the run before that are in folders that cannot be read now. */
  #unseenSince(found: ReadonlyMap<string, unknown>): FileChange[] {
    const unseen = [...this.#known.keys()].filter((file) => !found.has(file));
    return unseen.map((file) => ({ file, reading: { kind: 'unseen' } }));
  }

  /** A large file is read apart, so that a hostile one holds nothing up. */
  #takeOutLarge(found: Map<string, FoundFile | undefined>, overdue: ReadonlySet<string>): void {
    for (const [file, where] of found) {
      if (where === undefined || where.size <= smallBytes) continue;
      found.delete(file);
      this.#readApart(file, where, overdue.has(file));
    }
  }

  #readApart(file: string, where: FoundFile, isOverdue: boolean): void {
    this.#known.set(file, where.fingerprint);
    const done = this.#reader.read([where]).then(([reading]) =>
      this.#enqueue(async () => {
        // Changed again meanwhile: what was read is old, and the new text is read by now.
        if (this.#known.get(file) !== where.fingerprint) return;
        const changes = [this.#settle(file, reading, isOverdue)];
        await this.#options.take({ changes, unreadableFolders: this.#unreadable });
      }),
    );
    this.#apart.add(done);
    void done.finally(() => this.#apart.delete(done));
  }

  /** Looks at the whole directory; gives what changed since the last look. */
  #scan(): Map<string, FoundFile | undefined> {
    this.#scanNeeded = false;
    this.#watches.begin();
    const begun = performance.now();
    const scan = scanDirectory(this.#options.directory, {
      watch: this.#watches.add,
      progress: (files) => this.#progress?.(files),
    });
    this.#scanMs = performance.now() - begun;
    this.#watches.finish();
    this.#unreadable = scan.unreadable;
    this.#logNotes(scan.notes);
    const changed = new Map<string, FoundFile | undefined>();
    for (const [file, where] of scan.files) {
      if (this.#known.get(file) !== where.fingerprint) changed.set(file, where);
    }
    for (const file of this.#known.keys()) {
      if (!scan.files.has(file) && !outOfSight(file, scan)) changed.set(file, undefined);
    }
    return changed;
  }

  #logNotes(notes: ReadonlyMap<string, string>): void {
    for (const [path, reason] of notes) {
      if (this.#notes.get(path) !== reason)
        this.#options.logger.info('Not read as a manifest', { path, reason });
    }
    this.#notes = notes;
  }

  #settle(file: string, reading: FileReading | undefined, isOverdue: boolean): FileChange {
    const suspect =
      !this.#first && isSuspect(reading) && (reading !== undefined || this.#options.holdsObjects(file));
    if (suspect && !isOverdue) {
      if (!this.#grace.has(file))
        this.#grace.set(
          file,
          setTimeout(() => this.#graceOver(file), reading === undefined ? vanishedGraceMs : brokenGraceMs),
        );
      return { file, fading: true };
    }
    clearTimeout(this.#grace.get(file));
    this.#grace.delete(file);
    if (reading !== undefined) return { file, reading };
    this.#known.delete(file);
    return { file };
  }

  #graceOver(file: string): void {
    this.#grace.delete(file);
    this.#overdue.add(file);
    this.#enqueue();
  }

  #watchingFailed(reason: string): void {
    if (!this.#watchFailed && !this.#closed) {
      this.#options.logger.warn('Folders cannot be watched; looking every second instead', { reason });
    }
    this.#watchFailed = true;
    this.#watchPolling();
  }

  #watchPolling(): void {
    const needed = !this.#closed && (this.#watchFailed || this.#unreadable.size > 0);
    if (needed && this.#poll === undefined) {
      this.#poll = setTimeout(
        () => {
          this.#poll = undefined;
          this.#scanNeeded = true;
          this.#enqueue();
        },
        Math.max(pollMs, this.#scanMs * restsPerScan),
      );
    } else if (!needed) {
      clearTimeout(this.#poll);
      this.#poll = undefined;
    }
  }
}

function isSuspect(reading: FileReading | undefined): boolean {
  if (reading === undefined) return true;
  if (reading.kind !== 'documents') return reading.kind === 'broken' && reading.reason === 'InvalidFile';
  return reading.documents.length === 0 || reading.documents.some(({ kind }) => kind === 'syntax');
}

function outOfSight(file: string, scan: DirectoryScan): boolean {
  for (const folder of scan.unreadable.keys())
    if (folder === '' || file.startsWith(`${folder}/`)) return true;
  return false;
}
