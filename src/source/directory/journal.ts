import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  errorMessage,
  type Logger,
  OperatorError,
  type Quiet,
  systemErrorCode,
  whenQuiet,
  writeFileAtomic,
} from '../../base/index.ts';
import {
  formatRecord,
  type JournalEntry,
  type JournalRecord,
  journalHeader,
  parseRecord,
} from './journal-record.ts';

/** Below this size a journal is not worth compacting. */
const smallBytes = 64 * 1024;
/** So many records are formatted in one go, so that nothing else waits long. */
const sliceRecords = 200;
/** How long the disk may still hold what a forgetful journal no longer does. */
const forgetMs = 1000;

/**
 * An append-only file of what is kept of each object. Writes are batched and happen behind the caller's back;
 * one that fails is logged, and made good by rewriting the file at the next.
 */
export class Journal {
  readonly #path: string;
  readonly #logger: Logger;
  /** Everything that should be in the file. */
  readonly #live = new Map<string, JournalEntry>();
  /** The length of each line of those. */
  readonly #sizes = new Map<string, number>();
  #pending: JournalRecord[] = [];
  #liveBytes = 0;
  #fileBytes = 0;
  #rewrite = false;
  #work: Promise<void> = Promise.resolve();
  #scheduled = false;
  readonly #forget: Quiet | undefined;
  /** The file of a forgetful journal holds what it should not. */
  #stale = false;

  /** With `forgetful`, what was replaced or deleted is soon gone from the disk too. */
  constructor(path: string, logger: Logger, { forgetful = false }: { readonly forgetful?: boolean } = {}) {
    this.#path = path;
    this.#logger = logger;
    this.#forget = forgetful ? whenQuiet(() => this.#rewriteSoon(), forgetMs, forgetMs) : undefined;
  }

  /**
   * Reads the file, or makes an empty one. A torn last line, as a kill leaves it, is ignored.
   * @throws OperatorError when the file cannot be read or written, or is not a journal of this version.
   */
  async open(): Promise<ReadonlyMap<string, JournalEntry>> {
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      await this.#removeUnfinished();
      const text = await readFile(this.#path, 'utf8').catch(emptyWhenMissing);
      if (text === '') await writeFileAtomic(this.#path, `${journalHeader}\n`);
      else this.#load(text);
    } catch (error) {
      if (error instanceof OperatorError) throw error;
      throw new OperatorError('StateUnusable', `${this.#path} cannot be used: ${errorMessage(error)}`, {
        hint: 'Let the user Sluice runs as read and write the state directory, or name another one.',
        cause: error,
      });
    }
    return this.#live;
  }

  /** Takes down changes; they reach the disk soon. */
  write(records: readonly JournalRecord[]): void {
    if (records.length === 0) return;
    for (const record of records) this.#pending.push(record);
    this.#schedule();
  }

  /** Resolves when everything is on disk, or has failed to get there. */
  async close(): Promise<void> {
    await this.#work;
    this.#forget?.close();
    if (this.#stale) this.#rewriteSoon();
    await this.#work;
  }

  /** What a kill during a rewrite left. */
  async #removeUnfinished(): Promise<void> {
    const start = `${basename(this.#path)}.`;
    for (const name of await readdir(dirname(this.#path))) {
      if (name.startsWith(start) && name.endsWith('.tmp')) await rm(join(dirname(this.#path), name));
    }
  }

  #load(text: string): void {
    const lines = text.split('\n');
    if (lines[0] !== journalHeader) {
      throw new OperatorError(
        'StateFormatUnknown',
        `${this.#path} is not a journal this version of Sluice can read`,
        {
          hint: 'Name another state directory, or delete the file: objects whose files are broken now are then lost until they are mended.',
        },
      );
    }
    const torn = lines.pop() !== '';
    this.#fileBytes = Buffer.byteLength(text);
    let dead = torn;
    for (const line of lines.slice(1)) {
      const record = parseRecord(line);
      if (record === undefined || 'deleted' in record || this.#live.has(record.id)) dead = true;
      if (record !== undefined) this.#apply(record, line.length + 1);
    }
    if (dead) this.#rewriteSoon();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#work = this.#work.then(() => this.#flush());
  }

  #rewriteSoon(): void {
    this.#rewrite = true;
    this.#schedule();
  }

  /** True when the record takes the place of another. */
  #apply(record: JournalRecord, bytes: number): boolean {
    const before = this.#sizes.get(record.id);
    this.#liveBytes -= before ?? 0;
    if ('deleted' in record) {
      this.#live.delete(record.id);
      this.#sizes.delete(record.id);
    } else {
      this.#live.set(record.id, record);
      this.#sizes.set(record.id, bytes);
      this.#liveBytes += bytes;
    }
    return before !== undefined;
  }

  async #flush(): Promise<void> {
    // Left for a moment, so that what the change is for happens first and more changes come along.
    await new Promise(setImmediate);
    this.#scheduled = false;
    const records = this.#pending;
    this.#pending = [];
    let text = '';
    for (const [index, record] of records.entries()) {
      if (index % sliceRecords === sliceRecords - 1) await new Promise(setImmediate);
      const line = formatRecord(record);
      if (this.#apply(record, line.length)) this.#stale = this.#forget !== undefined;
      text += line;
    }
    if (this.#stale) this.#forget?.touch();
    const size = this.#fileBytes + text.length;
    try {
      if (this.#rewrite || size > Math.max(2 * this.#liveBytes, smallBytes)) await this.#compact();
      else {
        await appendFile(this.#path, text, { mode: 0o600, flush: true });
        this.#fileBytes = size;
      }
    } catch (error) {
      this.#rewrite = true;
      this.#logger.error('The state of the manifests could not be written', { error: errorMessage(error) });
    }
  }

  async #compact(): Promise<void> {
    const lines = [`${journalHeader}\n`];
    for (const entry of this.#live.values()) lines.push(formatRecord(entry));
    const text = lines.join('');
    await writeFileAtomic(this.#path, text);
    this.#fileBytes = text.length;
    this.#rewrite = false;
    this.#stale = false;
    this.#forget?.close();
  }
}

function emptyWhenMissing(error: unknown): string {
  if (systemErrorCode(error) === 'ENOENT') return '';
  throw error;
}
