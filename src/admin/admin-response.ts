/** What a handler answers. The status is 200 unless it says otherwise. */
export type AdminResponse = JsonResponse | ContentResponse | StreamResponse;

export interface JsonResponse {
  readonly status?: number;
  /** Written as JSON, piece by piece where it is large. Iterables in it become arrays, and are walked as they are written. */
  readonly body: unknown;
}

/** Text, or a file. */
export interface ContentResponse {
  readonly status?: number;
  readonly contentType: string;
  readonly content: string | Uint8Array;
}

/** Text that goes on until `stream` resolves, or until the reader goes: then `signal` is aborted. */
export interface StreamResponse {
  readonly contentType: string;
  /** `write` resolves when the reader takes more, or is gone. */
  stream(write: (text: string) => Promise<void>, signal: AbortSignal): Promise<void>;
}

/** An answer that says what went wrong, and what to do about it. */
export function failure(status: number, code: string, message: string, hint?: string): JsonResponse {
  return { status, body: { error: { code, message, ...(hint === undefined ? {} : { hint }) } } };
}

/** One line of text. */
export function plainText(status: number, line: string): ContentResponse {
  return { status, contentType: 'text/plain; charset=utf-8', content: `${line}\n` };
}
