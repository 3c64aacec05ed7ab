import type { z } from 'zod';
import { type Clock, errorMessage, type Logger } from '../../../base/index.ts';
import type { CallLimiter } from './call-limiter.ts';
import { type FailedTry, type Outcome, type RetryLimits, retryCall } from './call-retry.ts';
import { ClbError } from './clb-error.ts';
import { CredentialsError, type CredentialsProvider } from './credentials.ts';
import { readAnswer, refusedBy } from './read-answer.ts';
import { NoAnswerError, sendRequest } from './send-request.ts';
import { signRequest } from './sign-request.ts';

/** Parameters of an action; those that are undefined are not sent. */
export type RpcParams = Readonly<Record<string, number | string | undefined>>;

/** Calls the actions of one product in one region. */
export interface RpcClient<Action extends string> {
  /** Sent within the limiter, and again where that is safe. @throws ClbError */
  call<T>(action: Action, params: RpcParams, answer: z.ZodType<T>): Promise<T>;
  /** Requests sent so far, by action. */
  sent(): ReadonlyMap<string, number>;
}

export interface RpcClientOptions<Action extends string> {
  readonly endpoint: URL;
  readonly version: string;
  readonly region: string;
  /** Whether a call may be sent again when its answer did not come. */
  readonly actions: Readonly<Record<Action, boolean>>;
  readonly credentials: CredentialsProvider;
  readonly limiter: CallLimiter;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends all calls. */
  readonly signal: AbortSignal;
  readonly retry: RetryLimits;
  /** For one sending and its answer. */
  readonly timeoutMs: number;
}

export function rpcClient<Action extends string>(options: RpcClientOptions<Action>): RpcClient<Action> {
  const { endpoint, version, limiter, signal } = options;
  const sent = new Map<string, number>();

  const once = async <T>(
    action: Action,
    params: Readonly<Record<string, string>>,
    schema: z.ZodType<T>,
  ): Promise<Outcome<T>> => {
    try {
      const credentials = await options.credentials.current();
      await limiter.take(signal);
      const request = signRequest({ endpoint, action, version, params }, credentials, options.clock.now());
      sent.set(action, (sent.get(action) ?? 0) + 1);
      const answer = await sendRequest(request, options.timeoutMs, signal);
      if (answer.status >= 200 && answer.status < 300) return { value: readAnswer(action, answer, schema) };
      return { error: refusedBy(action, answer, credentials), retryAfterMs: answer.retryAfterMs };
    } catch (error) {
      return { error: failure(action, error, signal), retryAfterMs: undefined };
    }
  };

  const onRetry = ({ error }: FailedTry, delayMs: number): void => {
    // An account shares its limit between all calls; the limit of one action is no reason to hold up others.
    if (error.kind === 'throttled' && error.code !== 'Throttling.Api') limiter.pause(delayMs);
    const { action, kind, code, requestId } = error;
    options.logger.debug('a call to Alibaba Cloud is sent again', { action, kind, code, requestId, delayMs });
  };

  return {
    call(action, params, answer) {
      const all = { RegionId: options.region, ...stringify(params) };
      const { retry: limits, actions } = options;
      return retryCall(() => once(action, all, answer), {
        repeatable: actions[action],
        limits,
        signal,
        onRetry,
      });
    },
    sent: () => sent,
  };
}

function stringify(params: RpcParams): Record<string, string> {
  const entries = Object.entries(params).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** Whatever went wrong on our side of the wire, as an error of the call. */
function failure(action: string, error: unknown, signal: AbortSignal): ClbError {
  if (error instanceof ClbError) return error;
  if (error instanceof CredentialsError)
    return new ClbError({ action, kind: error.kind, code: '', message: `${action}: ${error.message}` });
  if (error instanceof NoAnswerError)
    return new ClbError({
      action,
      kind: 'unavailable',
      code: '',
      message: `${action}: ${error.message}.`,
      ambiguous: error.sent,
      cause: error,
    });
  if (!signal.aborted) throw error;
  return new ClbError({
    action,
    kind: 'unavailable',
    code: '',
    message: `${action}: not sent, ${errorMessage(signal.reason)}.`,
    cause: signal.reason,
  });
}
