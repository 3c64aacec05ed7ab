import { isOurs } from '../names.ts';
import type { ClbServerGroup } from '../world/clb-world.ts';
import type { Site } from './site.ts';
import type { WantedState } from './wanted-state.ts';

/** Backends one call takes. */
const mostBackends = 20;

/**
 * Makes the groups that are missing, with the members known, as far as there is room: others follow when old groups are gone. The
 * members of a group that exists are not the plan's business: they are kept in line as endpoints change.
 */
export function createGroupSteps(site: Site, { groups: wanted }: WantedState): void {
  const { loadBalancer, instance, actual, groups, operations } = site;
  const quota = actual.settings.quotas.backendsPerInstance;
  let room = quota - (instance?.serverGroups ?? []).reduce((sum, group) => sum + group.backends.length, 0);
  for (const [name, { backend, most }] of wanted) {
    if (groups.byName.has(name)) continue;
    const known = actual.backends.get(backend)?.backends ?? [];
    const backends = known.slice(0, Math.max(0, Math.min(room, most)));
    room -= backends.length;
    const why =
      backends.length === known.length
        ? 'a rule or the default of the listeners sends to it'
        : `the quota of ${quota} backends leaves room for ${backends.length} of ${known.length}`;
    operations.push({
      kind: 'create-server-group',
      loadBalancer,
      name,
      backend,
      backends,
      calls: 1 + Math.ceil(Math.max(0, backends.length - mostBackends) / mostBackends),
      why,
    });
  }
}

/** Deletes the groups of ours that nothing needs; one that a listener of someone else uses stays. */
export function deleteGroupSteps(site: Site, needed: WantedState['groups']): void {
  const { loadBalancer, instance, actual, groups, operations, mayDelete } = site;
  if (!mayDelete) return;
  const { clusterId } = actual.settings;
  const othersUse = new Set(
    instance?.listeners
      .filter(({ tags }) => !isOurs(tags, clusterId))
      .map(({ serverGroupId }) => serverGroupId),
  );
  const isNeeded = ({ id, name }: ClbServerGroup): boolean =>
    needed.has(name) && groups.byName.get(name)?.id === id;
  for (const group of groups.all) {
    if (isNeeded(group) || othersUse.has(group.id)) continue;
    const why = needed.has(group.name)
      ? 'another group of this name is in use'
      : 'nothing sends to it any more';
    operations.push({
      kind: 'delete-server-group',
      loadBalancer,
      group: group.id,
      name: group.name,
      calls: 1,
      why,
    });
  }
}
