import type { RetriesPolicy, RetryCause } from '../../features/policies.ts';
import type { Reason } from '../../model/index.ts';
import type { UpstreamFailure } from './upstream.ts';

/** Bytes of request body kept to send again. */
const replayLimit = 65_536;
const noChunks: readonly Buffer[] = [];

/** RFC 9110 9.2.2: repeating the request does no more than sending it once. */
function isIdempotent(method: string): boolean {
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

/** True where nothing of the request went out, because no connection was made. */
export function tookNothing(failure: UpstreamFailure): boolean {
  return failure === 'connect-failed' || failure === 'connect-timeout';
}

/**
 * Whether a request may be sent again after a failure, before anything of a response went to the client. Where nothing was
 * sent it always may; where something was only if it is idempotent (RFC 9110 9.2.2), and then after a pooled connection
 * had gone stale (RFC 9112 9.3.1), or where its route asks for more.
 */
export function mayRepeat(
  failure: UpstreamFailure,
  stale: boolean,
  method: string,
  policy: RetriesPolicy | undefined,
): boolean {
  const cause = causeOf(failure);
  if (cause === undefined) return false;
  const asked = policy?.on?.includes(cause);
  if (asked === false) return false;
  return tookNothing(failure) || (isIdempotent(method) && (stale || asked === true));
}

/** Whether an answer may be passed over: its route says so, and the request is idempotent. */
export function mayRepeatAnswer(status: number, method: string, { on }: RetriesPolicy): boolean {
  return on !== undefined && isIdempotent(method) && on.some((cause) => cause === status);
}

function causeOf(failure: UpstreamFailure): RetryCause | undefined {
  switch (failure) {
    case 'connect-failed':
    case 'reset':
      return 'error';
    case 'connect-timeout':
    case 'timeout':
      return 'timeout';
    case 'protocol-error':
      return 'invalid-header';
    case 'overloaded':
      return undefined;
  }
}

/** The beginning of a request body, kept while it may have to be sent to another endpoint. */
export class ReplayBuffer {
  #chunks: Buffer[] | undefined;
  #size = 0;
  #whole = true;

  get chunks(): readonly Buffer[] {
    return this.#chunks ?? noChunks;
  }

  /** False once a part of the body is no longer here: the request cannot be repeated. */
  get whole(): boolean {
    return this.#whole;
  }

  add(chunk: Buffer): void {
    if (!this.#whole) return;
    this.#size += chunk.length;
    if (this.#size > replayLimit) this.drop();
    else if (this.#chunks === undefined) this.#chunks = [chunk];
    else this.#chunks.push(chunk);
  }

  drop(): void {
    this.#whole = false;
    this.#chunks = undefined;
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
    case 'overloaded':
      return { status: 503, reason: 'UpstreamOverloaded' };
  }
}
