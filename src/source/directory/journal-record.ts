import { z } from 'zod';

/** What is kept of an object between runs. `object` is its document as JSON. */
export interface JournalEntry {
  /** `Ingress default/cafe`. */
  readonly id: string;
  /** The file it came from, relative to the directory. */
  readonly file: string;
  /** Milliseconds since the epoch. */
  readonly firstSeen: number;
  /** Hash of the content: equal versions are equal objects. */
  readonly version: string;
  readonly object: unknown;
}

/** A line of the journal: an entry, or the id of an object that is gone. */
export type JournalRecord = JournalEntry | { readonly id: string; readonly deleted: true };

/** First line of a journal. */
export const journalHeader: string = JSON.stringify({ format: 'sluice-source-objects', version: 1 });

const entrySchema = z.object({
  id: z.string(),
  file: z.string(),
  firstSeen: z.number().int().nonnegative(),
  version: z.string(),
  object: z.unknown(),
});
const deletionSchema = z.object({ id: z.string(), deleted: z.literal(true) });
const recordSchema = z.union([deletionSchema, entrySchema]);

/** The record of a line; undefined for a torn or foreign one. */
export function parseRecord(line: string): JournalRecord | undefined {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** A record as its line. */
export function formatRecord(record: JournalRecord): string {
  return `${JSON.stringify(record)}\n`;
}
