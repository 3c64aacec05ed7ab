/**
 * An error an operator can act on: the message says what went wrong and where,
 * the hint says what to do. The CLI prints both and no stack trace.
 */
export class OperatorError extends Error {
  /** Stable, machine-readable code, for example `StateDirectoryLocked`. */
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'OperatorError';
    this.code = code;
    this.hint = options.hint;
  }
}

/** The `code` of a Node system error (`EADDRINUSE`, …), or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The text of anything thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
