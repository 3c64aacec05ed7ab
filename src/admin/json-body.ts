import type { IncomingMessage } from 'node:http';
import { type ZodType, z } from 'zod';
import { errorMessage } from '../base/index.ts';

/** A body as parsed, or why it is refused. */
export type JsonBody =
  | { readonly kind: 'good'; readonly value: unknown }
  | { readonly kind: 'bad'; readonly status: number; readonly message: string };

const mostBytes = 64 * 1024;

/** Reads and parses a JSON body of at most 64 KiB; without a schema there must be none. */
export async function readJsonBody(request: IncomingMessage, schema: ZodType | undefined): Promise<JsonBody> {
  const text = await readText(request);
  if (text === undefined) return bad(413, 'The body is larger than 64 KiB.');
  if (schema === undefined) {
    return text === '' ? { kind: 'good', value: undefined } : bad(400, 'The request takes no body.');
  }
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return bad(400, `The body is not JSON: ${errorMessage(error)}`);
  }
  const parsed = schema.safeParse(raw);
  if (!parsed.success) return bad(400, z.prettifyError(parsed.error));
  return { kind: 'good', value: parsed.data };
}

function bad(status: number, message: string): JsonBody {
  return { kind: 'bad', status, message };
}

async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size <= mostBytes) chunks.push(chunk);
    else if (size > 16 * mostBytes) return undefined;
  }
  return size > mostBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}
