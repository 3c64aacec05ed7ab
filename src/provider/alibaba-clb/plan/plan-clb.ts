import { type LoadBalancer, managedLoadBalancerId } from '../../../model/index.ts';
import type { DesiredState, Plan, ProviderProblem } from '../../load-balancer-provider.ts';
import { isOurs } from '../names.ts';
import type { ClbCertificate, ClbInstance } from '../world/clb-world.ts';
import { deleteCertificateSteps, limitCertificates } from './certificate-steps.ts';
import type { ClbActual } from './clb-actual.ts';
import { loadBalancerSteps } from './load-balancer-steps.ts';
import { type ManagedInstances, managedInstances } from './managed-instances.ts';
import type { ClbOperation } from './operations.ts';
import { type Owned, ownedByName } from './owned-by-name.ts';
import { instanceRefusals } from './refusals.ts';
import { openSite, ourListeners, type Site } from './site.ts';
import { idleSteps, isEmpty, releaseSteps, spareSteps } from './unused-steps.ts';
import { type WantedState, wantedState } from './wanted-state.ts';

interface Planning {
  readonly desired: DesiredState;
  readonly actual: ClbActual;
  readonly managed: ManagedInstances;
  readonly certificates: Owned<ClbCertificate>;
  readonly operations: ClbOperation[];
}

/**
 * What has to be done for `desired`: load balancer by load balancer, then what no Ingress uses any more, then certificates nothing
 * uses. Pure: the same arguments give the same operations in the same order. Load balancers may be worked at side by side.
 *
 * Calls for an instance that is new: 1 to make it, with tags and protection, if it is ours to make; 2 for each of its two listeners;
 * ⌈rules/10⌉ for each listener; 1 + ⌈(backends − 20)/20⌉ for each server group, that without backends included; 1 for each domain
 * extension; and 1 for each certificate of the region. Reads come beside: see `WorldCache`, `createInstance` and `settleListeners`.
 */
export function planClb(desired: DesiredState, actual: ClbActual): Plan<ClbOperation> {
  const { settings, world } = actual;
  const planning: Planning = {
    desired,
    actual,
    managed: managedInstances(world, settings.clusterId),
    certificates: ownedByName(world.certificates, settings.clusterId),
    operations: [],
  };
  const states = planLoadBalancers(planning);
  const again = desired.sourceComplete ? planUnused(planning) : undefined;
  if (desired.sourceComplete) planCertificates(planning, states);
  const { operations } = planning;
  return { operations, ...(again === undefined ? {} : { again }) };
}

/** Returns the states of those that are served. */
function planLoadBalancers(planning: Planning): readonly WantedState[] {
  const { desired, actual, certificates } = planning;
  const { clusterId, quotas } = actual.settings;
  const served = desired.loadBalancers.filter((loadBalancer) => !planRefusal(planning, loadBalancer));
  const wanted = served.map((loadBalancer) => {
    const kept = desired.sourceComplete ? [] : ourListeners(instanceFor(planning, loadBalancer), clusterId);
    return wantedState(loadBalancer, actual, kept);
  });
  const states = limitCertificates(wanted, certificates, actual.world, quotas.certificatesPerRegion);
  const uploaded = new Set<string>();
  served.forEach((loadBalancer, index) => {
    const state = states[index];
    if (state === undefined) return;
    const site = siteOf(planning, loadBalancer.id, instanceFor(planning, loadBalancer));
    loadBalancerSteps(site, { loadBalancer, state }, uploaded, problemsOf(planning, loadBalancer));
  });
  return states;
}

/** A load balancer that is refused keeps what it has on the instance. */
function planRefusal(planning: Planning, loadBalancer: LoadBalancer): boolean {
  const { actual, operations } = planning;
  const instance = instanceFor(planning, loadBalancer);
  const problems = instanceRefusals(loadBalancer.instance, instance, actual);
  if (problems.length === 0) return false;
  const serves = ourListeners(instance, actual.settings.clusterId).length > 0;
  operations.push({
    kind: 'refuse',
    loadBalancer: loadBalancer.id,
    ...(instance === undefined ? {} : { instance: instance.id }),
    problems,
    calls: 0,
    why: serves ? 'it goes on serving what it did' : 'nothing on the instance is touched',
  });
  return true;
}

function problemsOf(
  { actual, managed }: Planning,
  { id, instance }: LoadBalancer,
): readonly ProviderProblem[] {
  const problems: ProviderProblem[] = [];
  if (actual.vanished.has(id)) {
    const message = 'The instance Sluice had made was deleted by someone else; another one takes its place.';
    problems.push({ reason: 'InstanceVanished', message });
  }
  if (instance.kind === 'existing') return problems;
  for (const spare of managed.spare) {
    if (isEmpty(spare)) continue;
    const message =
      `Instance ${spare.id} carries the tag of this cluster as well, and is not empty. It is not used; ` +
      'delete it, or take the tag off.';
    problems.push({ reason: 'DuplicateInstance', message });
  }
  return problems;
}

/** What instances that no Ingress uses any more need; returns when to look again. */
function planUnused(planning: Planning): number | undefined {
  const { desired, actual, managed, operations } = planning;
  const { clusterId, retain } = actual.settings;
  const wanted = new Set(desired.loadBalancers.map(({ id }) => id));
  for (const [id, instance] of actual.world.instances) {
    if (wanted.has(id) || isOurs(instance.tags, clusterId)) continue;
    releaseSteps(siteOf(planning, id, instance));
  }
  if (!retain) operations.push(...spareSteps(managed.spare.filter(({ id }) => !wanted.has(id))));
  if (managed.used === undefined || wanted.has(managedLoadBalancerId)) return undefined;
  return idleSteps(siteOf(planning, managedLoadBalancerId, managed.used), managed.used);
}

function planCertificates(
  { actual, managed, certificates, operations }: Planning,
  states: readonly WantedState[],
): void {
  const wanted = new Set(states.flatMap((state) => [...state.certificates.keys()]));
  const instanceOf = (loadBalancer: string): string | undefined =>
    loadBalancer === managedLoadBalancerId ? managed.used?.id : loadBalancer;
  operations.push(...deleteCertificateSteps(operations, wanted, certificates, actual.world, instanceOf));
}

function instanceFor({ actual, managed }: Planning, { instance }: LoadBalancer): ClbInstance | undefined {
  return instance.kind === 'managed' ? managed.used : actual.world.instances.get(instance.id);
}

function siteOf(planning: Planning, loadBalancer: string, instance: ClbInstance | undefined): Site {
  const { desired, actual, certificates, operations } = planning;
  return openSite({
    loadBalancer,
    instance,
    actual,
    certificates,
    mayDelete: desired.sourceComplete,
    operations,
  });
}
