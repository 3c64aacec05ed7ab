import { contentHash, type Logger, stableJson } from '../../../base/index.ts';
import { managedLoadBalancerId } from '../../../model/index.ts';
import type { ProviderProblem } from '../../load-balancer-provider.ts';
import { managedInstances } from '../plan/managed-instances.ts';
import { type CallStep, doStep, takesAway } from './do-step.ts';
import type { FailureBook } from './failure-book.ts';
import type { InstanceQueue } from './instance-queue.ts';
import { NotThere, type StepContext } from './step-context.ts';
import { judgeStep, type StepFailure } from './step-failure.ts';

/** What running the steps of a load balancer needs. */
export interface RunContext extends StepContext {
  readonly queue: InstanceQueue;
  readonly failures: FailureBook;
  readonly logger: Logger;
}

/** What became of the steps of one load balancer. */
export interface Ran {
  /** Its instance, where there is one. */
  readonly instanceId: string | undefined;
  /** Why not all is done; none when it is. */
  readonly problems: readonly ProviderProblem[];
}

/**
 * Does the steps of one load balancer in order, each in its turn of the instance's queue, so that endpoint changes get theirs between
 * them. What failed for good lately is not tried until its wait is over, and what failed for a moment holds the whole load balancer:
 * others go on.
 * @throws the reason of `signal` when it is aborted between two steps
 */
export async function runLoadBalancer(
  loadBalancer: string,
  steps: readonly CallStep[],
  context: RunContext,
  signal: AbortSignal,
): Promise<Ran> {
  const { failures } = context;
  let instanceId = instanceOf(loadBalancer, context);
  const held = failures.held(loadBalancer);
  if (held !== undefined && steps.length > 0) return { instanceId, problems: [held] };
  const problems: ProviderProblem[] = [];
  // Steps that need the same thing fail alike, and it is told once.
  const note = (problem: ProviderProblem): void => {
    if (!problems.some(({ message }) => message === problem.message)) problems.push(problem);
  };
  /** Ports whose listener was to go and stays. */
  const taken = new Set<number>();
  for (const step of steps) {
    signal.throwIfAborted();
    // What failed may have been what is to take its place.
    if (problems.length > 0 && takesAway(step)) {
      if (step.kind === 'delete-listener') taken.add(step.listener.port);
      continue;
    }
    if (taken.has(portOf(step) ?? 0)) continue;
    const key = stepKey(step);
    const known = failures.held(key);
    if (known !== undefined) {
      note(known);
      continue;
    }
    const turn = 'instance' in step ? step.instance : (instanceId ?? loadBalancer);
    try {
      instanceId = (await context.queue.run(turn, () => doStep(step, instanceId, context))) ?? instanceId;
      failures.succeeded(key);
    } catch (error) {
      // Its cause has been told.
      if (error instanceof NotThere && problems.length > 0) continue;
      const failure = judgeStep(error);
      note(failure.problem);
      tell(step, failure, context);
      if (failure.doubt) doubt(step, instanceId, context);
      failures.failed(failure.effect === 'skip' ? key : loadBalancer, failure.pace, failure.problem);
      if (failure.effect === 'stop') return { instanceId, problems };
    }
  }
  failures.succeeded(loadBalancer);
  return { instanceId, problems };
}

/** The port of the listener a step is about; those with extensions are on 443. */
function portOf(step: CallStep): number | undefined {
  if ('listener' in step) return step.listener.port;
  return step.kind === 'create-extension' || step.kind === 'set-extension' ? 443 : undefined;
}

/** The id of an existing instance is that of its load balancer. */
function instanceOf(loadBalancer: string, { cache, settings }: StepContext): string | undefined {
  if (loadBalancer === managedLoadBalancerId)
    return managedInstances(cache.world, settings.clusterId).used?.id;
  return cache.instance(loadBalancer)?.id;
}

function tell({ kind, loadBalancer }: CallStep, { problem }: StepFailure, { logger }: RunContext): void {
  const { reason, message } = problem;
  logger.warn('a step for a load balancer failed', { loadBalancer, step: kind, reason, message });
}

/** What the step was about is read before it is planned with again. */
function doubt(step: CallStep, target: string | undefined, { cache }: StepContext): void {
  const instanceId = 'instance' in step ? step.instance : target;
  if (step.kind === 'upload-certificate' || step.kind === 'delete-certificate') cache.doubtCertificates();
  else if (instanceId !== undefined) cache.doubt(instanceId);
}

/** What the step does, whatever the reason. */
function stepKey({ why: _why, calls: _calls, ...step }: CallStep): string {
  return `step ${contentHash(stableJson(step))}`;
}
