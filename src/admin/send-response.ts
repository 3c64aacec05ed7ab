import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { AdminResponse, ContentResponse, JsonResponse, StreamResponse } from './admin-response.ts';
import { jsonPieces } from './json-pieces.ts';

export interface SendOptions {
  /** Fields for every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** True for HEAD. */
  readonly headOnly: boolean;
  /** Spaces a level of JSON. */
  readonly indent: number;
}

/**
 * Writes an answer. Large ones go in pieces, with a turn of the event loop and room in the socket between two of them.
 * @throws whatever writing or an iterable in the body throws; when that is after the head, the connection is cut.
 */
export async function sendResponse(
  response: ServerResponse,
  answer: AdminResponse,
  options: SendOptions,
): Promise<void> {
  for (const [name, value] of Object.entries(options.headers)) response.setHeader(name, value);
  if ('stream' in answer) await sendStream(response, answer, options);
  else if ('content' in answer) sendContent(response, answer, options);
  else await sendJson(response, answer, options);
}

function sendContent(
  response: ServerResponse,
  { status = 200, contentType, content }: ContentResponse,
  { headOnly }: SendOptions,
): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  head(response, status, { 'content-type': contentType, 'content-length': bytes.length });
  response.end(headOnly ? undefined : bytes);
}

async function sendJson(
  response: ServerResponse,
  { status = 200, body }: JsonResponse,
  { headOnly, indent }: SendOptions,
): Promise<void> {
  const pieces = jsonPieces(body, indent);
  const first = pieces.next().value ?? '';
  const second = pieces.next();
  const type = { 'content-type': 'application/json' };
  if (second.done === true) {
    const bytes = Buffer.from(first);
    head(response, status, { ...type, 'content-length': bytes.length });
    response.end(headOnly ? undefined : bytes);
    return;
  }
  head(response, status, type);
  if (headOnly) {
    response.end();
    return;
  }
  await write(response, first);
  await write(response, second.value);
  for (const piece of pieces) {
    await setImmediate();
    await write(response, piece);
    if (response.destroyed) return;
  }
  response.end();
}

async function sendStream(
  response: ServerResponse,
  { contentType, stream }: StreamResponse,
  { headOnly }: SendOptions,
): Promise<void> {
  head(response, 200, { 'content-type': contentType });
  if (headOnly) {
    response.end();
    return;
  }
  // Whoever waits for the first line should know at once that it is being listened for.
  response.flushHeaders();
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  await stream((text) => write(response, text), gone.signal);
  response.end();
}

/** What failed may have left part of a request unread, so its connection is not used again. */
function head(response: ServerResponse, status: number, headers: Record<string, string | number>): void {
  response.writeHead(status, status >= 400 ? { ...headers, connection: 'close' } : headers);
}

async function write(response: ServerResponse, text: string): Promise<void> {
  if (response.destroyed || response.write(text)) return;
  const waiting = new AbortController();
  const { signal } = waiting;
  // Whichever comes first; the other is let go of.
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).finally(() =>
    waiting.abort(),
  );
}
