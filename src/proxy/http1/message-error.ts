import type { Reason } from '../../model/index.ts';

/** Why a message was refused. On the client's side `status` is the answer; on the backend's side every refusal is a 502. */
export interface MessageError {
  readonly kind: 'error';
  readonly status: number;
  readonly reason: Reason;
  /** For the debug log and tests; holds nothing of the message itself. */
  readonly detail: string;
}

/** Makes a {@link MessageError}; 400 BadRequest unless said otherwise. */
export function messageError(detail: string, status = 400, reason: Reason = 'BadRequest'): MessageError {
  return { kind: 'error', status, reason, detail };
}
