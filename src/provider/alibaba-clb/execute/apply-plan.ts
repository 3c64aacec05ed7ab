import type { Plan, ProviderProblem, ProviderReport } from '../../load-balancer-provider.ts';
import { type ClbOperation, everyLoadBalancer } from '../plan/operations.ts';
import { ourListeners } from '../plan/site.ts';
import { type CallStep, isVerdict, type Verdict } from './do-step.ts';
import { type Ran, type RunContext, runLoadBalancer } from './run-load-balancer.ts';
import { sideBySide } from './side-by-side.ts';

/** Load balancers worked at at a time. */
const atATime = 8;

/** What applying a plan needs. */
export interface ApplyContext extends RunContext {
  /** Listeners that were started may run by now. */
  readonly settleListeners: () => Promise<void>;
  /** What keeps the members of an instance's groups from being as wanted. */
  readonly memberProblems: (instanceId: string) => readonly ProviderProblem[];
}

interface Work {
  readonly loadBalancer: string;
  readonly steps: CallStep[];
  verdict: Verdict | undefined;
}

/**
 * Carries out a plan: load balancers side by side, then what comes last for all of them, if nothing failed that may still need it.
 * One that fails holds up no other. @throws the reason of `signal` when it is aborted; what was done by then is written down
 */
export async function applyPlan(
  { operations }: Plan<ClbOperation>,
  signal: AbortSignal,
  context: ApplyContext,
): Promise<readonly ProviderReport[]> {
  const works = sortOut(operations);
  const last = works.get(everyLoadBalancer);
  works.delete(everyLoadBalancer);
  const done = new Map<string, Ran>();
  await sideBySide([...works.values()], atATime, async ({ loadBalancer, steps }) => {
    done.set(loadBalancer, await runLoadBalancer(loadBalancer, steps, context, signal));
  });
  const failed = [...done.values()].some(({ problems }) => problems.length > 0);
  if (last !== undefined && !failed) {
    await runLoadBalancer(everyLoadBalancer, last.steps, context, signal);
  }
  context.failures.forget();
  await context.settleListeners();
  return [...works.values()].flatMap(({ loadBalancer, verdict }) => {
    const ran = done.get(loadBalancer);
    return verdict === undefined || ran === undefined ? [] : [report(verdict, ran, context)];
  });
}

function sortOut(operations: readonly ClbOperation[]): Map<string, Work> {
  const works = new Map<string, Work>();
  for (const step of operations) {
    const { loadBalancer } = step;
    const work = works.get(loadBalancer) ?? { loadBalancer, steps: [], verdict: undefined };
    works.set(loadBalancer, work);
    if (isVerdict(step)) work.verdict = step;
    else work.steps.push(step);
  }
  return works;
}

/**
 * A load balancer counts as programmed while both of its listeners run. A step that failed is told as a problem and does not take the
 * address back: what was programmed before goes on being served.
 */
function report(verdict: Verdict, { instanceId, problems }: Ran, context: ApplyContext): ProviderReport {
  const { loadBalancer } = verdict;
  const id = instanceId ?? verdict.instance;
  const common = { loadBalancer, ...(id === undefined ? {} : { instanceId: id }) };
  if (verdict.kind === 'refuse') return { ...common, programmed: false, problems: verdict.problems };
  const instance = id === undefined ? undefined : context.cache.instance(id);
  const running = ourListeners(instance, context.settings.clusterId).filter(
    ({ status }) => status === 'running' || status === 'configuring',
  );
  const programmed = [80, 443].every((port) => running.some((listener) => listener.port === port));
  const members = id === undefined ? [] : context.memberProblems(id);
  return {
    ...common,
    ...(instance === undefined || !programmed ? {} : { address: instance.address }),
    programmed,
    problems: [...verdict.problems, ...problems, ...members],
  };
}
