import { type LoadBalancer, managedLoadBalancerId } from '../../../model/index.ts';
import type { ProviderProblem } from '../../load-balancer-provider.ts';
import { instanceDifferences } from '../wish/instance-differences.ts';
import { instanceRequest } from '../wish/instance-request.ts';
import { uploadSteps } from './certificate-steps.ts';
import { createGroupSteps, deleteGroupSteps } from './group-steps.ts';
import { listenerSteps } from './listener-steps.ts';
import type { ServeStep } from './operations.ts';
import type { Site } from './site.ts';
import type { WantedState } from './wanted-state.ts';

/**
 * All that makes a load balancer true, in an order that never cuts what is served: certificates and groups, then listeners with their
 * rules, and old groups last.
 */
export function loadBalancerSteps(
  site: Site,
  wanted: { readonly loadBalancer: LoadBalancer; readonly state: WantedState },
  uploaded: Set<string>,
  extraProblems: readonly ProviderProblem[],
): void {
  const { loadBalancer, state } = wanted;
  const instanceProblems = loadBalancer.instance.kind === 'managed' ? instanceSteps(site, loadBalancer) : [];
  uploadSteps(site, state, uploaded);
  createGroupSteps(site, state);
  listenerSteps(site, state);
  deleteGroupSteps(site, state.groups);
  const problems = [...extraProblems, ...instanceProblems, ...driftProblems(site), ...state.problems];
  site.operations.push({
    kind: 'serve',
    loadBalancer: loadBalancer.id,
    ...(site.instance === undefined ? {} : { instance: site.instance.id, address: site.instance.address }),
    problems,
    ...sharesOf(state),
    calls: 0,
    why: `${loadBalancer.owners.length} Ingress(es) are served by it`,
  });
}

function sharesOf({ groups }: WantedState): Pick<ServeStep, 'shares'> {
  const limited = [...groups].filter(([, { most }]) => Number.isFinite(most));
  return limited.length === 0
    ? {}
    : { shares: Object.fromEntries(limited.map(([name, { most }]) => [name, most])) };
}

/** Makes the instance, or brings its attributes in line; while the first Ingress may be missing, nothing is known of its wishes. */
function instanceSteps(site: Site, { cloud }: LoadBalancer): readonly ProviderProblem[] {
  const { instance, actual, operations, mayDelete } = site;
  const { settings, generation, idleSince } = actual;
  const common = { loadBalancer: managedLoadBalancerId, calls: 1 };
  if (instance === undefined) {
    const request = instanceRequest(cloud, settings, generation);
    const why = 'Ingresses that name no instance need one';
    operations.push({ ...common, kind: 'create-instance', request, why });
    return [];
  }
  const { id } = instance;
  if (idleSince.has(id)) {
    const why = 'Ingresses use it again';
    operations.push({ ...common, kind: 'note-idle', instance: id, idleSince: undefined, why });
  }
  if (!mayDelete) return [];
  const { changes, problems } = instanceDifferences(cloud, settings, instance);
  for (const change of changes) {
    const why = 'it differs from what settings and annotations ask for';
    operations.push({ ...common, kind: 'set-instance', instance: id, change, why });
  }
  return problems;
}

/** A hand that changes much gets one line. */
const mostDrift = 5;

function driftProblems({ drift, instance, loadBalancer }: Site): readonly ProviderProblem[] {
  if (drift.length === 0) return [];
  const more = drift.length > mostDrift ? `; and ${drift.length - mostDrift} more` : '';
  const message = `On instance ${instance?.id ?? loadBalancer}: ${drift.slice(0, mostDrift).join('; ')}${more}.`;
  return [{ reason: 'DriftRepaired', message }];
}
