import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../base/index.ts';
import { Journal } from './journal.ts';
import type { JournalEntry, JournalRecord } from './journal-record.ts';

/** What the directory source keeps in the state directory: Secrets apart, and only when they may be kept. */
export class ObjectJournals {
  readonly #objects: Journal;
  readonly #secrets: Journal | undefined;
  readonly #secretsPath: string;

  constructor(options: {
    readonly stateDirectory: string;
    readonly keepKeys: boolean;
    readonly logger: Logger;
  }) {
    const { stateDirectory, keepKeys, logger } = options;
    this.#objects = new Journal(join(stateDirectory, 'source', 'objects.jsonl'), logger);
    this.#secretsPath = join(stateDirectory, 'keys', 'secrets.jsonl');
    this.#secrets = keepKeys ? new Journal(this.#secretsPath, logger, { forgetful: true }) : undefined;
  }

  /**
   * What was kept, by id. Secrets kept before, when they may be kept no longer, are removed.
   * @throws OperatorError as {@link Journal.open} does.
   */
  async open(): Promise<ReadonlyMap<string, JournalEntry>> {
    const objects = await this.#objects.open();
    if (this.#secrets === undefined) await rm(this.#secretsPath, { force: true });
    const secrets = (await this.#secrets?.open()) ?? [];
    return new Map([...objects, ...secrets]);
  }

  /** Takes down changes. */
  write(records: readonly JournalRecord[]): void {
    this.#objects.write(records.filter(({ id }) => !isSecret(id)));
    this.#secrets?.write(records.filter(({ id }) => isSecret(id)));
  }

  /** Resolves when everything is on disk. */
  async close(): Promise<void> {
    await Promise.all([this.#objects.close(), this.#secrets?.close()]);
  }
}

function isSecret(id: string): boolean {
  return id.startsWith('Secret ');
}
