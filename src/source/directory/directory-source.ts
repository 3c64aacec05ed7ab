import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Clock, errorMessage, type Logger, OperatorError, systemErrorCode } from '../../base/index.ts';
import type { Kind, ObjectKey } from '../../kubernetes/types/index.ts';
import { compareReports, type ObjectReport, reportKey } from '../../model/index.ts';
import {
  type ChangedKeys,
  emptySnapshot,
  type ObjectChange,
  type SnapshotStore,
  snapshotStore,
} from '../../snapshot/index.ts';
import type { EchoBackends } from '../echo-backends.ts';
import type { Source, SourceChange, SourceState } from '../source.ts';
import { shortenLines } from './change-lines.ts';
import { type EchoSlices, echoSlices } from './echo-slices.ts';
import { type FileBatch, FileTracker } from './file-tracker.ts';
import { type ManifestObjects, manifestObjects } from './manifest-objects.ts';
import { ObjectJournals } from './object-journals.ts';

/** Settings of a {@link directorySource}. */
export interface DirectorySourceOptions {
  readonly directory: string;
  /** Where last good versions are kept; Secrets in its folder `keys`, the rest in `source`. */
  readonly stateDirectory: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of namespaced objects that name none; `default` by default. */
  readonly defaultNamespace?: string;
  /** False: Secrets are not kept in the state directory. */
  readonly keepKeys?: boolean;
  /** Gives endpoints to Services that have no EndpointSlice. */
  readonly echo?: EchoBackends;
  /** True: EndpointSlices of manifests are checked but set aside, so that every Service gets endpoints from `echo`. */
  readonly echoAll?: boolean;
}

/**
 * Objects from a directory of manifests, checked by the rules of the API server and watched for changes. An edit
 * that breaks an object keeps its last good version, also across restarts.
 */
export function directorySource(options: DirectorySourceOptions): Source {
  return new DirectorySource(options);
}

class DirectorySource implements Source {
  readonly #options: DirectorySourceOptions;
  readonly #directory: string;
  readonly #store: SnapshotStore = snapshotStore();
  readonly #journals: ObjectJournals;
  readonly #files: FileTracker;
  readonly #echo: EchoSlices | undefined;
  #objects: ManifestObjects = manifestObjects(new Map());
  #state: SourceState = { snapshot: emptySnapshot, reports: [], healthy: false };
  #onChange: ((change: SourceChange) => void) | undefined;
  #taken: Promise<void> = Promise.resolve();
  #unreadableFolders: FileBatch['unreadableFolders'] = new Map();

  constructor(options: DirectorySourceOptions) {
    const { stateDirectory, keepKeys = true, logger, echo, defaultNamespace = 'default' } = options;
    this.#options = options;
    this.#directory = resolve(options.directory);
    this.#journals = new ObjectJournals({ stateDirectory: resolve(stateDirectory), keepKeys, logger });
    this.#echo = echo === undefined ? undefined : echoSlices(echo, logger);
    this.#files = new FileTracker({
      directory: this.#directory,
      defaultNamespace,
      logger,
      take: (batch) => this.#take(batch),
      holdsObjects: (file) => this.#objects.holdsObjects(file),
    });
  }

  async start(onChange: (change: SourceChange) => void): Promise<void> {
    checkDirectory(this.#directory);
    const stored = await this.#journals.open();
    this.#objects = manifestObjects(stored);
    await this.#files.start(new Set([...stored.values()].map(({ file }) => file)));
    this.#journals.write(this.#objects.forgetUnclaimed());
    this.#onChange = onChange;
    this.#options.echo?.onChange?.((endpoints) => {
      this.#echo?.moved(endpoints);
      void this.#take({ changes: [], unreadableFolders: this.#unreadableFolders });
    });
  }

  state(): SourceState {
    return this.#state;
  }

  place(kind: Kind, key: ObjectKey): string | undefined {
    return this.#objects.fileOf(kind, key);
  }

  line(kind: Kind, key: ObjectKey): number | undefined {
    return this.#objects.lineOf(kind, key);
  }

  async close(): Promise<void> {
    await this.#files.close();
    await this.#taken;
    await this.#journals.close();
  }

  /** One batch at a time: a batch waits for echo backends. */
  #take(batch: FileBatch): Promise<void> {
    const taken = this.#taken.then(() => this.#takeNext(batch));
    this.#taken = taken.catch(() => undefined);
    return taken;
  }

  async #takeNext(batch: FileBatch): Promise<void> {
    const effects = this.#objects.update(batch.changes, this.#options.clock.now());
    const wanted = this.#options.echoAll === true ? effects.changes.filter(isNoSlice) : effects.changes;
    const keys = mergeKeys(this.#store.apply(wanted), await this.#updateEcho());
    const before = this.#state;
    const folders = [...batch.unreadableFolders].map(([folder, why]) => this.#folderReport(folder, why));
    const reports = effects.reportsChanged || folders.length > 0 || this.#unreadableFolders.size > 0;
    this.#unreadableFolders = batch.unreadableFolders;
    this.#state = {
      snapshot: this.#store.snapshot(),
      reports: reports ? [...this.#objects.reports(), ...folders].sort(compareReports) : before.reports,
      healthy:
        folders.length === 0 && !this.#objects.reports().some(({ reason }) => reason === 'FileUnreadable'),
    };
    const reportsChanged =
      this.#state.healthy !== before.healthy || !sameReports(this.#state.reports, before.reports);
    if (keys.size > 0 || reportsChanged || effects.lines.length > 0) {
      this.#onChange?.({ keys, lines: shortenLines(effects.lines), reportsChanged });
    }
    this.#journals.write(effects.records);
  }

  async #updateEcho(): Promise<ChangedKeys> {
    if (this.#echo === undefined) return new Map();
    return this.#store.apply(await this.#echo.update(this.#store.snapshot()));
  }

  #folderReport(folder: string, why: string): ObjectReport {
    const file = folder === '' ? basename(this.#directory) : folder;
    const message = `the folder cannot be read: ${why}; what it held stays as it was`;
    return { object: { kind: 'File', name: file }, reason: 'FileUnreadable', message, file };
  }
}

function isNoSlice(change: ObjectChange): boolean {
  return (change.kind === 'set' ? change.object.kind : change.objectKind) !== 'EndpointSlice';
}

function checkDirectory(directory: string): void {
  let isFolder = false;
  try {
    isFolder = statSync(directory).isDirectory();
  } catch (error) {
    const missing = systemErrorCode(error) === 'ENOENT';
    throw new OperatorError(
      missing ? 'ManifestsNotFound' : 'ManifestsUnreadable',
      missing ? `${directory} does not exist` : `${directory} cannot be read: ${errorMessage(error)}`,
      { hint: 'Name a directory of manifests that exists and may be read.', cause: error },
    );
  }
  if (isFolder) return;
  throw new OperatorError('ManifestsNotDirectory', `${directory} is not a directory`, {
    hint: 'Name the directory that holds the manifests, not a file in it.',
  });
}

function sameReports(a: readonly ObjectReport[], b: readonly ObjectReport[]): boolean {
  return a === b || a.map(reportKey).join('\n') === b.map(reportKey).join('\n');
}

function mergeKeys(a: ChangedKeys, b: ChangedKeys): ChangedKeys {
  const merged = new Map<Kind, ReadonlySet<ObjectKey>>(a);
  for (const [kind, keys] of b) merged.set(kind, new Set([...(merged.get(kind) ?? []), ...keys]));
  return merged;
}
