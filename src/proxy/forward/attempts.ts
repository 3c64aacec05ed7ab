import type { RetriesPolicy } from '../../features/policies.ts';
import type { Reason } from '../../model/index.ts';
import type { EndpointPicker, Forwarding, PickedEndpoint, PickRequest } from './forwarding.ts';
import { mayRepeat, mayRepeatAnswer, ReplayBuffer, tookNothing } from './retry.ts';
import type { UpstreamFailure, UpstreamRequest } from './upstream.ts';

/** Of most requests, so shared. */
const none: readonly never[] = [];

/** Milliseconds that are no time for another attempt; timers may also fire that much early. */
const leastAttempt = 1;

/** The attempts of one request: where they were made, what is kept to make another, and whether one may be made. */
export class Attempts {
  readonly replay: ReplayBuffer = new ReplayBuffer();
  count = 0;
  /** When the last one began. */
  startedAt: number;
  /** That of the last one. */
  endpoint: PickedEndpoint | undefined;
  /** Why attempts failed. */
  failures: readonly Reason[] = none;
  /** Status of an answer that was passed over for another attempt; 0 for none. */
  passedOver = 0;
  readonly #forwarding: Pick<Forwarding, 'budget' | 'settings'>;
  readonly #since: number;
  /** That of the attempt in progress, which counts as active there. */
  #held: PickedEndpoint | undefined;
  #tried: readonly PickedEndpoint[] = none;
  #holdsBudget = false;

  constructor(forwarding: Pick<Forwarding, 'budget' | 'settings'>, since: number) {
    this.#forwarding = forwarding;
    this.#since = since;
    this.startedAt = since;
  }

  pick(picker: EndpointPicker, by: PickRequest): PickedEndpoint | undefined {
    return picker.pick(by, this.#tried);
  }

  begin(endpoint: PickedEndpoint): void {
    if (this.count === 0) this.#forwarding.budget.enter();
    else this.#beginAgain();
    this.count += 1;
    this.endpoint = endpoint;
    this.#held = endpoint;
    endpoint.active += 1;
  }

  #beginAgain(): void {
    this.startedAt = performance.now();
    this.#forwarding.budget.retried();
  }

  /** The attempt in progress is over; called for each, whatever its end. */
  release(): void {
    if (this.#held !== undefined) this.#held.active -= 1;
    this.#held = undefined;
  }

  /** The request is over. */
  end(): void {
    this.release();
    this.replay.drop();
    if (this.count > 0) this.#forwarding.budget.leave(this.#holdsBudget);
  }

  /** Whether to try again after a failure. The endpoint is not tried again, unless it was only a connection that had gone stale. */
  againAfterFailure(
    request: UpstreamRequest,
    policy: RetriesPolicy | undefined,
    failure: UpstreamFailure,
    stale: boolean,
  ): boolean {
    if (!stale) this.#giveUpEndpoint();
    if (!mayRepeat(failure, stale, request.method, policy) || !this.#hasRoom(request, policy)) return false;
    // To move on once from where nothing could be sent adds no load anywhere; what goes beyond that may.
    return (this.count === 1 && (stale || tookNothing(failure))) || this.#withinBudget();
  }

  /** Whether to pass over the answer of a backend, and to try again. */
  againAfterAnswer(request: UpstreamRequest, policy: RetriesPolicy, status: number): boolean {
    if (!mayRepeatAnswer(status, request.method, policy) || !this.#hasRoom(request, policy)) return false;
    if (!this.#withinBudget()) return false;
    this.#giveUpEndpoint();
    this.passedOver = status;
    return true;
  }

  /** The request as it is sent again: all attempts together have the time of one. */
  withTimeLeft(request: UpstreamRequest): UpstreamRequest {
    const { timeouts } = request;
    const left = Math.max(1, timeouts.response - (performance.now() - this.#since));
    const connect = Math.min(timeouts.connect, left);
    return { ...request, timeouts: { ...timeouts, connect, response: left } };
  }

  #giveUpEndpoint(): void {
    if (this.endpoint !== undefined) this.#tried = [...this.#tried, this.endpoint];
  }

  #hasRoom({ timeouts }: UpstreamRequest, policy: RetriesPolicy | undefined): boolean {
    const most = policy?.most === undefined ? this.#forwarding.settings.retries.attempts : policy.most + 1;
    if (!this.replay.whole || this.count >= most) return false;
    const time = Math.min(timeouts.response, policy?.time ?? timeouts.response);
    return performance.now() - this.#since < time - leastAttempt;
  }

  #withinBudget(): boolean {
    this.#holdsBudget ||= this.#forwarding.budget.take(this.#forwarding.settings.retries);
    return this.#holdsBudget;
  }
}
