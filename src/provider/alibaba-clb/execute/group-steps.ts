import { ClbError } from '../api/clb-error.ts';
import { ownTags } from '../names.ts';
import type { CreateServerGroupStep, DeleteServerGroupStep } from '../plan/operations.ts';
import { ownedByName } from '../plan/owned-by-name.ts';
import { withoutServerGroup, withServerGroup } from '../world/world-changes.ts';
import type { StepContext } from './step-context.ts';

/** Backends one call takes. */
const batch = 20;

/**
 * Makes a group with its first 20 backends, then adds the others, 20 a call; nothing where the name exists. Where CLB refuses one of
 * the first, the group is made empty: whoever keeps members in line finds the one at fault and adds the others.
 */
export async function createServerGroup(
  { name, backend, backends }: CreateServerGroupStep,
  instanceId: string,
  { api, cache, settings }: StepContext,
): Promise<void> {
  const { clusterId } = settings;
  const existing = cache.instance(instanceId)?.serverGroups ?? [];
  if (ownedByName(existing, clusterId).byName.has(name)) return;
  const tags = ownTags(clusterId, backend);
  const first = backends.slice(0, batch);
  let made = first.length;
  const create = (members: typeof first): Promise<{ readonly id: string }> =>
    api.createServerGroup(instanceId, { name, tags, backends: members });
  const { id } = await create(first).catch((error: unknown) => {
    if (made === 0 || !isRefused(error)) throw error;
    made = 0;
    return create([]);
  });
  for (; ; made += batch) {
    cache.change(instanceId, withServerGroup({ id, name, tags, backends: backends.slice(0, made) }));
    if (made === 0 || made >= backends.length) return;
    await api.addBackends(id, backends.slice(made, made + batch));
  }
}

function isRefused(error: unknown): boolean {
  if (!(error instanceof ClbError) || error.ambiguous) return false;
  return ['conflict', 'gone', 'invalid', 'quota'].includes(error.kind);
}

export async function deleteServerGroup(
  { group }: DeleteServerGroupStep,
  instanceId: string,
  { api, cache }: StepContext,
): Promise<void> {
  await api.deleteServerGroup(group);
  cache.change(instanceId, withoutServerGroup(group));
}
