/** A refusal, as the service answers it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

/** Throws an {@link ApiError}. */
export function refuse(status: number, code: string, message: string): never {
  throw new ApiError(status, code, message);
}
