import { type ZodType, z } from 'zod';

/** A line of the access log in its json form. What other versions add to it is kept. */
export interface LogRow {
  /** ISO 8601: the end of the request. */
  readonly time: string;
  readonly client?: string | undefined;
  readonly tls?: boolean | undefined;
  readonly method?: string | undefined;
  readonly host?: string | undefined;
  readonly target?: string | undefined;
  readonly status: number;
  readonly reason?: string | undefined;
  readonly durationMs?: number | undefined;
  readonly ingress?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly requestId?: string | undefined;
}

const text = z.string();

export const logRow: ZodType<LogRow> = z.looseObject({
  time: text,
  client: text.optional(),
  tls: z.boolean().optional(),
  method: text.optional(),
  host: text.optional(),
  target: text.optional(),
  status: z.number(),
  reason: text.optional(),
  durationMs: z.number().optional(),
  ingress: text.optional(),
  endpoint: text.optional(),
  requestId: text.optional(),
});

/** What `/v1/errors` answers, newest first. */
export const logRows: ZodType<readonly LogRow[]> = z.array(logRow);

/** What `/v1/logs` sends between lines where some had to be left out. */
export const droppedLines: ZodType<{ readonly dropped: number }> = z.strictObject({ dropped: z.number() });

/** The row of a line, or undefined for what is none. */
export function parseLogLine(line: string): LogRow | undefined {
  return logRow.safeParse(parseJson(line)).data;
}

/** Undefined for what is no JSON. */
export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
