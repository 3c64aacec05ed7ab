import { z } from 'zod';
import type { InstanceRecord } from './instance-record.ts';
import { recordSchema } from './instance-schema.ts';

const FORMAT = 1;

/** What the instances file holds. */
export interface Instances {
  readonly records: readonly InstanceRecord[];
  /** The ids given to SLBInstance documents whose name is not itself an id, by name. */
  readonly documentIds: Readonly<Record<string, string>>;
}

export const emptyInstances: Instances = { records: [], documentIds: {} };

const fileSchema = z.strictObject({
  format: z.literal(FORMAT),
  records: z.array(recordSchema).max(10_000),
  documentIds: z.record(z.string(), z.string()),
});

/** Parses the text of the file; throws on anything else than what `formatInstances` makes. */
export function parseInstances(text: string): Instances {
  const parsed = fileSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.join('.')}: ${issue?.message}`);
}

/** The text of the file. */
export function formatInstances({ records, documentIds }: Instances): string {
  return `${JSON.stringify({ format: FORMAT, records, documentIds }, undefined, 1)}\n`;
}
