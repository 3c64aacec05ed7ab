import { managedLoadBalancerId } from '../../../model/index.ts';
import { isOurs } from '../names.ts';
import type { ClbInstance } from '../world/clb-world.ts';
import { createGroupSteps, deleteGroupSteps } from './group-steps.ts';
import { idleState } from './idle-state.ts';
import { deleteListenerSteps, listenerSteps } from './listener-steps.ts';
import type { ClbOperation } from './operations.ts';
import { ourListeners, type Site } from './site.ts';

/** Takes what is ours off an instance someone made and no Ingress names any more. */
export function releaseSteps(site: Site): void {
  deleteListenerSteps(site, 'its last Ingress is gone');
  deleteGroupSteps(site, new Map());
}

/**
 * What becomes of the instance we made when no Ingress uses it: it is emptied, and deleted after a while. Returns when to look again,
 * milliseconds since the epoch.
 */
export function idleSteps(site: Site, instance: ClbInstance): number | undefined {
  const { now, settings, idleSince } = site.actual;
  const since = idleSince.get(instance.id);
  const due = (since ?? now) + settings.releaseDelayMs;
  const keeps = settings.retain || hasOthersListeners(instance, settings.clusterId);
  if (!keeps && due <= now) {
    const idleMs = now - (since ?? now);
    site.operations.push(
      deleteInstance(instance, `no Ingress has used it for ${Math.round(idleMs / 1000)} s`),
    );
    return undefined;
  }
  if (!keeps && since === undefined) {
    site.operations.push({
      kind: 'note-idle',
      loadBalancer: managedLoadBalancerId,
      instance: instance.id,
      idleSince: now,
      calls: 1,
      why: `its last Ingress is gone; it is deleted in ${Math.round(settings.releaseDelayMs / 1000)} s`,
    });
  }
  const state = idleState(
    managedLoadBalancerId,
    ourListeners(instance, settings.clusterId),
    settings.clusterId,
  );
  createGroupSteps(site, state);
  listenerSteps(site, state);
  deleteGroupSteps(site, state.groups);
  return keeps ? undefined : due;
}

/** Deletes an instance with our tag that is not the one in use, if nothing is on it. */
export function spareSteps(spare: readonly ClbInstance[]): readonly ClbOperation[] {
  return spare
    .filter(isEmpty)
    .map((instance) =>
      deleteInstance(instance, 'another instance of this cluster is in use, and this one is empty'),
    );
}

/** True for an instance without listeners and groups of anyone. */
export function isEmpty({ listeners, serverGroups }: ClbInstance): boolean {
  return listeners.length === 0 && serverGroups.length === 0;
}

function deleteInstance({ id, deleteProtection }: ClbInstance, why: string): ClbOperation {
  return {
    kind: 'delete-instance',
    loadBalancer: managedLoadBalancerId,
    instance: id,
    calls: deleteProtection ? 2 : 1,
    why,
  };
}

/** Deleting the instance would delete them. */
function hasOthersListeners({ listeners }: ClbInstance, clusterId: string): boolean {
  return listeners.some(({ tags }) => !isOurs(tags, clusterId));
}
