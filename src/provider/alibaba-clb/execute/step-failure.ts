import { errorMessage } from '../../../base/index.ts';
import type { ProviderProblem } from '../../load-balancer-provider.ts';
import { ClbError } from '../api/clb-error.ts';
import type { Pace } from './retries.ts';
import { NotThere } from './step-context.ts';

/** A step cannot be done, and it is known what to say of it. */
export class StepProblem extends Error {
  readonly problem: ProviderProblem;

  constructor(problem: ProviderProblem) {
    super(problem.message);
    this.name = 'StepProblem';
    this.problem = problem;
  }
}

/** What a failed step means for its load balancer. */
export interface StepFailure {
  /**
   * `skip`: the steps that do not need this one, and take nothing away, go on.
   * `stop`: nothing more is done on the load balancer for now.
   */
  readonly effect: 'skip' | 'stop';
  readonly pace: Pace;
  /** What is known of the instance may be wrong: it is read before anything is done again. */
  readonly doubt: boolean;
  readonly problem: ProviderProblem;
}

/** Characters of a message of the service that are passed on. */
const longestMessage = 300;

/** Judges what a step threw. */
export function judgeStep(error: unknown): StepFailure {
  if (error instanceof StepProblem)
    return { effect: 'skip', pace: 'seldom', doubt: false, problem: error.problem };
  const problem = describeCallFailure(error);
  if (error instanceof NotThere) return { effect: 'stop', pace: 'soon', doubt: true, problem };
  // An error of our own: it may have struck after a call.
  if (!(error instanceof ClbError)) return { effect: 'stop', pace: 'seldom', doubt: true, problem };
  if (error.ambiguous) return { effect: 'stop', pace: 'soon', doubt: true, problem };
  switch (error.kind) {
    case 'busy':
    case 'throttled':
    case 'unavailable':
      return { effect: 'stop', pace: 'soon', doubt: false, problem };
    case 'conflict':
    case 'gone':
      return { effect: 'stop', pace: 'soon', doubt: true, problem };
    case 'denied':
      return { effect: 'stop', pace: 'seldom', doubt: false, problem };
    case 'quota':
    case 'invalid':
      return { effect: 'skip', pace: 'seldom', doubt: false, problem };
  }
}

/** What is said of a call that failed: the message of a {@link ClbError} names its action and its code. */
export function describeCallFailure(error: unknown): ProviderProblem {
  const text = errorMessage(error);
  const short = text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text;
  if (!(error instanceof ClbError)) return { reason: 'ProviderCallFailed', message: `${short}.` };
  return { reason: error.kind === 'quota' ? 'ProviderQuotaExceeded' : 'ProviderCallFailed', message: short };
}
