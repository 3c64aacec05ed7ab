import { readFile } from 'node:fs/promises';
import { type Clock, errorMessage, OperatorError, systemErrorCode } from '../../base/index.ts';
import { isInstanceId } from '../../model/index.ts';
import { newInstanceId } from './instance-id.ts';
import type { InstanceRecord, InstanceStatus, NewInstance } from './instance-record.ts';
import { newInstanceSchema } from './instance-schema.ts';
import type { InstanceStore, ManifestInstance } from './instance-store.ts';
import { emptyInstances, formatInstances, type Instances, parseInstances } from './instances-file.ts';
import { writeInstances } from './write-instances.ts';

const MAX_INSTANCES = 4096;
/** Names of documents that are gone whose ids are remembered, in case they come back. */
const MAX_REMEMBERED = 4096;

/**
 * Opens the instances kept in one file, written atomically after each change. One process at a time may have it open.
 * Throws `StateFileInvalid` when the file is not what Sluice writes. What changes it throws `StateDirectoryUnwritable`
 * where the file cannot be written.
 */
export async function openInstanceStore(path: string, clock: Clock): Promise<InstanceStore> {
  return new FileInstanceStore(path, clock, await readInstances(path));
}

async function readInstances(path: string): Promise<Instances> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return emptyInstances;
    throw error;
  }
  try {
    return parseInstances(text);
  } catch (error) {
    throw new OperatorError('StateFileInvalid', `${path} is damaged: ${errorMessage(error)}`, {
      hint: 'Bring the file back from a copy, or move it away; instances it held are then made anew.',
      cause: error,
    });
  }
}

class FileInstanceStore implements InstanceStore {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  readonly #records = new Map<string, InstanceRecord>();
  /** Ids of documents, by document name; those of documents that are gone first. */
  readonly #documentIds: Map<string, string>;
  #sorted: readonly InstanceRecord[] | undefined;
  #lastWrite: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;

  constructor(path: string, clock: Clock, { records, documentIds }: Instances) {
    this.#path = path;
    this.#clock = clock;
    for (const record of records) this.#records.set(record.id, record);
    this.#documentIds = new Map(Object.entries(documentIds));
  }

  list(): readonly InstanceRecord[] {
    this.#sorted ??= [...this.#records.values()].sort(
      (a, b) => a.createdAt - b.createdAt || compareText(a.name, b.name) || compareText(a.id, b.id),
    );
    return this.#sorted;
  }

  get(id: string): InstanceRecord | undefined {
    return this.#records.get(id);
  }

  async create(wanted: NewInstance, options: { readonly managed?: boolean } = {}): Promise<InstanceRecord> {
    const parsed = newInstanceSchema.safeParse(wanted);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new OperatorError('InvalidInstance', `${issue?.path.join('.')}: ${issue?.message}`, {
        hint: 'Correct the value named.',
      });
    }
    if (this.#records.size >= MAX_INSTANCES) {
      throw new OperatorError('InstanceQuotaExceeded', `There are ${MAX_INSTANCES} instances already.`, {
        hint: 'Delete instances that are not used.',
      });
    }
    const { spec, state = 'active', listeners = [] } = parsed.data;
    const id = newInstanceId();
    const record: InstanceRecord = {
      id,
      name: spec.name ?? id,
      spec,
      managed: options.managed ?? false,
      createdAt: this.#clock.now(),
      home: { kind: 'state' },
      status: { state, listeners },
    };
    this.#put(record);
    await this.#saveOr(() => this.#remove(id));
    this.#notify();
    return record;
  }

  async setStatus(id: string, status: InstanceStatus): Promise<void> {
    const record = this.#records.get(id);
    if (record === undefined) return;
    this.#put({ ...record, status });
    await this.#save();
  }

  async delete(id: string, options: { readonly force?: boolean } = {}): Promise<void> {
    const record = this.#records.get(id);
    if (record === undefined) {
      throw new OperatorError('InstanceNotFound', `Instance ${id} does not exist.`, {
        hint: 'sluice slb list shows the instances there are.',
      });
    }
    if (record.home.kind === 'manifest') {
      const { document, file } = record.home;
      throw new OperatorError(
        'InstanceInManifest',
        `Instance ${id} is SLBInstance ${document} of the manifests.`,
        {
          hint: `Delete the document${file === undefined ? '' : ` in ${file}`}.`,
        },
      );
    }
    const ports = record.status.listeners.map(({ port, owner }) => `${port} (${owner})`);
    if (ports.length > 0 && options.force !== true) {
      throw new OperatorError('InstanceInUse', `Instance ${id} has listeners: ${ports.join(', ')}.`, {
        hint: 'Delete the Ingresses that use it first, or delete it with --force.',
      });
    }
    this.#remove(id);
    await this.#saveOr(() => this.#put(record));
    this.#notify();
  }

  async setManifests(documents: readonly ManifestInstance[]): Promise<void> {
    const before = new Map<string, InstanceRecord>();
    for (const record of this.#records.values()) {
      if (record.home.kind === 'manifest') before.set(record.home.document, record);
    }
    let changed = false;
    for (const document of documents.slice(0, MAX_INSTANCES)) {
      const old = before.get(document.name);
      before.delete(document.name);
      changed = this.#takeDocument(document, old) || changed;
    }
    for (const record of before.values()) this.#remove(record.id);
    if (!changed && before.size === 0) return;
    await this.#save();
    this.#notify();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** True when the record changed. */
  #takeDocument({ name, createdAt, file, spec }: ManifestInstance, old: InstanceRecord | undefined): boolean {
    const id = old?.id ?? this.#documentId(name);
    // An instance of the state directory with this very id is there already and stays what it is.
    if (this.#records.get(id)?.home.kind === 'state') return false;
    const record: InstanceRecord = {
      id,
      name: spec.name ?? name,
      spec,
      managed: false,
      createdAt,
      home: { kind: 'manifest', document: name, ...(file === undefined ? {} : { file }) },
      status: old?.status ?? { state: 'active', listeners: [] },
    };
    if (old !== undefined && JSON.stringify(old) === JSON.stringify(record)) return false;
    this.#put(record);
    return true;
  }

  #documentId(name: string): string {
    if (isInstanceId(name)) return name;
    const id = this.#documentIds.get(name) ?? newInstanceId();
    this.#documentIds.delete(name);
    this.#documentIds.set(name, id);
    if (this.#documentIds.size > MAX_INSTANCES + MAX_REMEMBERED) {
      const [oldest] = this.#documentIds.keys();
      if (oldest !== undefined) this.#documentIds.delete(oldest);
    }
    return id;
  }

  #put(record: InstanceRecord): void {
    this.#records.set(record.id, record);
    this.#sorted = undefined;
  }

  #remove(id: string): void {
    this.#records.delete(id);
    this.#sorted = undefined;
  }

  /** Writes what is there when its turn comes, so that changes made while a write runs share the next one. */
  #save(): Promise<void> {
    // A write that failed is its callers' to report; the next one writes everything again.
    this.#waiting ??= this.#lastWrite
      .catch(() => undefined)
      .then(() => {
        this.#waiting = undefined;
        this.#lastWrite = this.#write();
        return this.#lastWrite;
      });
    return this.#waiting;
  }

  /** What could not be written has not happened. */
  async #saveOr(undo: () => void): Promise<void> {
    try {
      await this.#save();
    } catch (error) {
      undo();
      throw error;
    }
  }

  async #write(): Promise<void> {
    await writeInstances(
      this.#path,
      formatInstances({
        records: [...this.#records.values()],
        documentIds: Object.fromEntries(this.#documentIds),
      }),
    );
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
