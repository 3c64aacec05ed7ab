import { managedLoadBalancerId } from '../../../model/index.ts';
import type { DesiredState, Plan, ProviderProblem } from '../../load-balancer-provider.ts';
import { type ClbOperation, everyLoadBalancer, type ServeStep } from '../plan/operations.ts';
import { describeCallFailure } from './step-failure.ts';

/**
 * Takes out of a plan what rests on something that could not be read, so that nothing is made twice. Load balancers concerned say why
 * and go on with what they have; others are not held up. `unread` as `WorldCache.unread` gives it.
 */
export function holdUnread(
  plan: Plan<ClbOperation>,
  { loadBalancers }: DesiredState,
  unread: ReadonlyMap<string, unknown>,
): Plan<ClbOperation> {
  if (unread.size === 0) return plan;
  const whyHeld = (loadBalancer: string): unknown =>
    unread.get('certificates') ??
    unread.get(loadBalancer) ??
    (loadBalancer === managedLoadBalancerId ? unread.get('made') : undefined);
  const isHeld = (step: ClbOperation): boolean =>
    step.loadBalancer === everyLoadBalancer ||
    whyHeld(step.loadBalancer) !== undefined ||
    ('instance' in step && step.instance !== undefined && unread.has(step.instance));
  const held = new Set(plan.operations.filter(isHeld).map(({ loadBalancer }) => loadBalancer));
  const waiting = loadBalancers.flatMap(({ id }) => {
    if (!held.has(id)) return [];
    return [waits(id, describeCallFailure(whyHeld(id) ?? [...unread.values()][0]))];
  });
  const operations = plan.operations.filter(({ loadBalancer }) => !held.has(loadBalancer));
  return { ...plan, operations: [...operations, ...waiting] };
}

function waits(loadBalancer: string, problem: ProviderProblem): ServeStep {
  const why = 'what is on the instance could not be read';
  return { kind: 'serve', loadBalancer, problems: [problem], calls: 0, why };
}
