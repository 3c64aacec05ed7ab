import type { Reason } from '../../model/index.ts';
import type { UpstreamFailure } from './upstream.ts';

/** Endpoints tried for one request. */
export const maxAttempts = 3;

/** Bytes of request body kept to send again. */
const replayLimit = 65_536;

/** RFC 9110 9.2.2: repeating the request does no more than sending it once. */
export function isIdempotent(method: string): boolean {
  switch (method) {
    case 'GET':
    case 'HEAD':
    case 'OPTIONS':
    case 'PUT':
    case 'DELETE':
      return true;
    default:
      return false;
  }
}

/** The beginning of a request body, kept while it may have to be sent to another endpoint. */
export class ReplayBuffer {
  #chunks: Buffer[] = [];
  #size = 0;
  #whole = true;

  get chunks(): readonly Buffer[] {
    return this.#chunks;
  }

  /** False once a part of the body is no longer here: the request cannot be repeated. */
  get whole(): boolean {
    return this.#whole;
  }

  add(chunk: Buffer): void {
    if (!this.#whole) return;
    this.#size += chunk.length;
    if (this.#size > replayLimit) this.drop();
    else this.#chunks.push(chunk);
  }

  drop(): void {
    this.#whole = false;
    if (this.#chunks.length > 0) this.#chunks = [];
  }
}

/** What the client hears when an upstream failed and no other endpoint is tried. */
export function failureAnswer(failure: UpstreamFailure): { status: number; reason: Reason } {
  switch (failure) {
    case 'connect-failed':
      return { status: 502, reason: 'UpstreamConnectFailed' };
    case 'connect-timeout':
      return { status: 504, reason: 'UpstreamConnectTimeout' };
    case 'reset':
      return { status: 502, reason: 'UpstreamReset' };
    case 'protocol-error':
      return { status: 502, reason: 'UpstreamProtocolError' };
    case 'timeout':
      return { status: 504, reason: 'UpstreamTimeout' };
  }
}
