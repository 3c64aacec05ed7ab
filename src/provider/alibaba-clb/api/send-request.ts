import { errorMessage, systemErrorCode } from '../../../base/index.ts';
import type { SignedRequest } from './sign-request.ts';

/** An answer, whatever it says. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  /** When calls are taken again, as the service says; at most {@link mostRetryAfterMs}. */
  readonly retryAfterMs: number | undefined;
}

/** No answer, or not the whole of it. */
export class NoAnswerError extends Error {
  /** False where the request certainly did not leave. */
  readonly sent: boolean;

  constructor(message: string, options: { readonly sent: boolean; readonly cause: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'NoAnswerError';
    this.sent = options.sent;
  }
}

/** The largest answers are lists that are not paged: some hundred groups, each with its rules. */
const mostBytes = 8 * 1024 * 1024;
const mostRetryAfterMs = 30_000;

/** Failures before a connection stands. */
const notSent: ReadonlySet<string> = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Sends a request and reads its answer, both within `timeoutMs`. @throws NoAnswerError */
export async function sendRequest(
  request: SignedRequest,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<RawAnswer> {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(request.url, {
      method: 'POST',
      headers: request.headers,
      body: request.body,
      // What is sent is meant for this host only.
      redirect: 'error',
      signal: AbortSignal.any([signal, limit]),
    });
    return {
      status: response.status,
      text: await readText(response),
      retryAfterMs: readRetryAfter(response.headers),
    };
  } catch (error) {
    throw noAnswer(error, new URL(request.url).host, limit.aborted ? timeoutMs : undefined, signal.aborted);
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (size > mostBytes) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `x-ratelimit-user-api: Limit:…,Remain:…,TimeLeft:<ms>`, for the action; `x-ratelimit-user`, for the account; `x-acs-retry-after`. */
function readRetryAfter(headers: Headers): number | undefined {
  const named = ['x-ratelimit-user-api', 'x-ratelimit-user'].map(
    (name) => /(?:^|,)\s*TimeLeft:\s*(\d+)/i.exec(headers.get(name) ?? '')?.[1],
  );
  const all = [...named, /^\d+$/.exec(headers.get('x-acs-retry-after') ?? '')?.[0]]
    .filter((text) => text !== undefined)
    .map(Number);
  return all.length === 0 ? undefined : Math.min(mostRetryAfterMs, Math.max(...all));
}

function noAnswer(
  error: unknown,
  host: string,
  timedOutMs: number | undefined,
  abandoned: boolean,
): NoAnswerError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const sent = !notSent.has(systemErrorCode(cause) ?? '');
  if (abandoned) return new NoAnswerError('the call was given up', { sent, cause });
  const why = timedOutMs === undefined ? errorMessage(cause) : `no answer within ${timedOutMs} ms`;
  return new NoAnswerError(`${host}: ${why}`, { sent, cause });
}
