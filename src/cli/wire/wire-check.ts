import { type ZodType, z } from 'zod';
import type { CheckResult } from '../offline/check-directory.ts';
import { problemRow } from './wire-problem.ts';

/** What `sluice check --output json` prints. */
export const checkResult: ZodType<CheckResult> = z.object({
  problems: z.array(problemRow),
  counts: z.object({ error: z.number(), warning: z.number(), info: z.number() }),
  ignored: z.number(),
  ingresses: z.number(),
});
