import { type ZodType, z } from 'zod';

/** A report that needs a hand, as the control socket and the admin endpoint send it. */
export interface ProblemRow {
  readonly severity: 'error' | 'warning' | 'info';
  readonly object: string;
  readonly reason: string;
  readonly message: string;
  readonly hint: string;
  readonly field?: string | undefined;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

export const problemRow: ZodType<ProblemRow> = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  object: z.string(),
  reason: z.string(),
  message: z.string(),
  hint: z.string(),
  field: z.string().optional(),
  file: z.string().optional(),
  line: z.number().optional(),
});
