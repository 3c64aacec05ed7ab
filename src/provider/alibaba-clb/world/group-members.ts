import { managedLoadBalancerId } from '../../../model/index.ts';
import type { GroupMembers, MemberGroup } from '../endpoints/group-members.ts';
import { isOurs } from '../names.ts';
import type { ClbServerGroup } from './clb-world.ts';
import type { WorldCache } from './world-cache.ts';
import { withServerGroup } from './world-changes.ts';

/**
 * Who hears of members: `onMembers` when some changed or are in doubt, `onGone` when a group is missing; and who knows how many a
 * group of a load balancer may have, where that is not all.
 */
export interface MemberListeners {
  readonly share: (loadBalancer: string, groupName: string) => number | undefined;
  readonly onMembers: () => void;
  readonly onGone: () => void;
}

/** The server groups of the world as known, for whoever keeps their members in line. */
export function groupMembers(
  cache: WorldCache,
  clusterId: string,
  { onMembers, onGone, share }: MemberListeners,
): GroupMembers {
  /** What was read or written after the doubt arose is another object, and so not in doubt. */
  const doubtful = new WeakSet<ClbServerGroup>();
  const ours = (instanceId: string): readonly ClbServerGroup[] =>
    cache.instance(instanceId)?.serverGroups.filter(({ tags }) => isOurs(tags, clusterId)) ?? [];
  const loadBalancerOn = (instanceId: string): string =>
    isOurs(cache.instance(instanceId)?.tags ?? {}, clusterId) ? managedLoadBalancerId : instanceId;
  const find = (instanceId: string, groupId: string): ClbServerGroup | undefined =>
    ours(instanceId).find(({ id }) => id === groupId);
  const describe = (instanceId: string, group: ClbServerGroup): MemberGroup => ({
    id: group.id,
    name: group.name,
    share: share(loadBalancerOn(instanceId), group.name),
    members: doubtful.has(group) ? undefined : group.backends,
  });
  return {
    instances: () => [...cache.world.instances.keys()].filter((id) => ours(id).length > 0),
    groups: (instanceId) => ours(instanceId).map((group) => describe(instanceId, group)),
    group(instanceId, groupId) {
      const group = find(instanceId, groupId);
      return group === undefined ? undefined : describe(instanceId, group);
    },
    // The list of groups does not say what those of others hold.
    foreignBackends: () => 0,
    noteMembers(instanceId, groupId, members) {
      const group = find(instanceId, groupId);
      if (group === undefined) return;
      if (members === undefined) doubtful.add(group);
      else cache.change(instanceId, withServerGroup({ ...group, backends: members }));
      onMembers();
    },
    noteGone(instanceId, groupId) {
      if (find(instanceId, groupId) === undefined) return;
      cache.doubt(instanceId);
      onGone();
    },
  };
}
