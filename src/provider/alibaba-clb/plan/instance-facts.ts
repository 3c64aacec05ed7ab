import type { InstanceFacts, ListenerFacts } from '../../../model/index.ts';
import { isOurs, otherCluster } from '../names.ts';
import type { ClbInstance, ClbListener } from '../world/clb-world.ts';

/** What all providers say of an instance, of one of CLB. */
export function instanceFacts(instance: ClbInstance, clusterId: string): InstanceFacts {
  const { id, name, status, specification, addressType, address, vpcId, tags, listeners } = instance;
  return {
    id,
    name,
    status,
    specification,
    addressType,
    ...(address === '' ? {} : { address }),
    // An Internet-facing instance lies in none.
    ...(vpcId === '' ? {} : { vpcId }),
    tags,
    managed: isOurs(tags, clusterId),
    listeners: listeners.map((listener) => listenerFacts(listener, clusterId)),
  };
}

function listenerFacts(listener: ClbListener, clusterId: string): ListenerFacts {
  const { port, protocol, status } = listener;
  const owner = isOurs(listener.tags, clusterId) ? 'ours' : { other: ownerName(listener, clusterId) };
  return { port, protocol, owner, running: status === 'running' };
}

function ownerName({ tags, description }: ClbListener, clusterId: string): string {
  const cluster = otherCluster(tags, clusterId);
  if (cluster !== undefined) return `cluster ${cluster}`;
  return description === '' ? 'someone else' : `someone else, described as ${description}`;
}
