import type { InstanceWish } from '../../../model/index.ts';
import { checkReuse, type Refusal } from '../../check-reuse.ts';
import { otherCluster } from '../names.ts';
import type { ClbInstance } from '../world/clb-world.ts';
import type { ClbActual } from './clb-actual.ts';
import { instanceFacts } from './instance-facts.ts';

/** Why the instance of a load balancer cannot be used; no refusal means that it can, or that it is to be made. */
export function instanceRefusals(
  wish: InstanceWish,
  instance: ClbInstance | undefined,
  { settings }: ClbActual,
): readonly Refusal[] {
  const { clusterId, vpcId } = settings;
  if (wish.kind === 'managed') {
    return instance === undefined ? [] : managedRefusals(instance, clusterId);
  }
  if (instance === undefined) return checkReuse(undefined, { ...wish, vpcId });
  return [
    ...checkReuse(instanceFacts(instance, clusterId), { ...wish, vpcId }),
    ...clusterRefusals(instance, clusterId, wish.forceOverrideListeners),
  ];
}

/** Of the instance we made, nothing is in question but its state and what others have put on it since. */
function managedRefusals(instance: ClbInstance, clusterId: string): readonly Refusal[] {
  const facts = { ...instanceFacts(instance, clusterId), managed: false };
  return checkReuse(facts, { id: instance.id, forceOverrideListeners: false }).filter(
    ({ reason }) => reason === 'InstanceNotActive' || reason === 'ListenerPortTaken',
  );
}

/** What belongs to another cluster is never taken, not by force either: the two would take it from each other for ever. */
function clusterRefusals(
  { id, tags, listeners }: ClbInstance,
  clusterId: string,
  force: boolean,
): readonly Refusal[] {
  const owner = otherCluster(tags, clusterId);
  const refusals: Refusal[] = [];
  if (owner !== undefined) {
    const message = `Instance ${id} was made for the Ingresses of cluster ${owner}.`;
    refusals.push({ reason: 'InstanceOwnedByOther', message });
  }
  if (!force) return refusals;
  for (const { port, protocol, tags: listenerTags } of listeners) {
    const cluster = otherCluster(listenerTags, clusterId);
    if (cluster === undefined || !ourPorts.has(port)) continue;
    const message = `Port ${port} of instance ${id} has a listener (${protocol}) of cluster ${cluster}, which is not overridden.`;
    refusals.push({ reason: 'ListenerPortTaken', message });
  }
  return refusals;
}

const ourPorts: ReadonlySet<number> = new Set([80, 443]);
