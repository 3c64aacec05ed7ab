/**
 * What is to be done about a failed call.
 * `busy`: something is being configured; the same call may work soon. `throttled`: too many calls.
 * `unavailable`: a fault of the service, or no connection: nothing is known of the effect (`ambiguous`).
 * `denied`: credentials or permissions. `quota`: a limit of the account. `conflict`: it exists already.
 * `gone`: what it names does not exist. `invalid`: the request is refused as it is, for ever.
 */
export type ClbErrorKind =
  | 'busy'
  | 'throttled'
  | 'unavailable'
  | 'denied'
  | 'quota'
  | 'conflict'
  | 'gone'
  | 'invalid';

/** A call the service refused or did not answer. Carries no credentials and no parameters. */
export class ClbError extends Error {
  readonly action: string;
  readonly kind: ClbErrorKind;
  /** The code of the service; empty where there was no answer. */
  readonly code: string;
  readonly requestId: string | undefined;
  /** True where the call may have had its effect: the answer did not come. */
  readonly ambiguous: boolean;

  constructor(options: {
    readonly action: string;
    readonly kind: ClbErrorKind;
    readonly code: string;
    readonly message: string;
    readonly requestId?: string;
    readonly ambiguous?: boolean;
    readonly cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.name = 'ClbError';
    this.action = options.action;
    this.kind = options.kind;
    this.code = options.code;
    this.requestId = options.requestId;
    this.ambiguous = options.ambiguous ?? false;
  }
}
