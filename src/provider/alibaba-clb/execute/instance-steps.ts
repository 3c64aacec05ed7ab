import type { ClbInstanceHead, CreateInstance } from '../api/clb-api.ts';
import { ClbError } from '../api/clb-error.ts';
import type {
  CreateInstanceStep,
  DeleteInstanceStep,
  NoteIdleStep,
  SetInstanceStep,
} from '../plan/operations.ts';
import type { ClbInstance } from '../world/clb-world.ts';
import { withIdleSince } from '../world/idle-since.ts';
import { NotThere, type StepContext } from './step-context.ts';

/** Tokens of one day tried at most; each is used up by one instance. */
const mostTokens = 64;
const dayMs = 86_400_000;

/**
 * Makes an instance and reads what it became: 2 calls. A token that was used before names the instance it made then, which may be gone
 * by now, or is refused because the request was another one: then others are tried, in a day always the same in the same order, so
 * that an instance is found again whose answer was lost, also by the next run.
 */
export async function createInstance({ request }: CreateInstanceStep, context: StepContext): Promise<string> {
  const { cache, clock } = context;
  const token = `${request.clientToken}-${Math.floor(clock.now() / dayMs)}`;
  try {
    for (let tried = 0; tried < mostTokens; tried++) {
      const head = await createWithToken({ ...request, clientToken: `${token}-${tried}` }, context);
      if (head === undefined) continue;
      cache.put({ ...head, listeners: [], serverGroups: [] });
      return head.id;
    }
    throw new NotThere('a token for a new instance');
  } catch (error) {
    cache.doubtMade();
    throw error;
  }
}

/** Undefined when the token is used up. */
async function createWithToken(
  request: CreateInstance,
  { api }: StepContext,
): Promise<ClbInstanceHead | undefined> {
  try {
    const { id } = await api.createInstance(request);
    return await api.describeInstance(id);
  } catch (error) {
    if (error instanceof ClbError && error.kind === 'conflict') return undefined;
    throw error;
  }
}

/** Changes one attribute of an instance we made. */
export async function setInstance(
  { instance: id, change }: SetInstanceStep,
  { api, cache }: StepContext,
): Promise<void> {
  const note = (effect: (instance: ClbInstance) => Partial<ClbInstance>): void =>
    cache.change(id, (instance) => ({ ...instance, ...effect(instance) }));
  switch (change.kind) {
    case 'name':
      await api.setInstanceName(id, change.name);
      return note(() => ({ name: change.name }));
    case 'specification':
      await api.setInstanceSpecification(id, change.specification);
      return note(() => ({ specification: change.specification }));
    case 'internet-charge': {
      const { kind: _, ...charge } = change;
      await api.setInternetCharge(id, charge);
      return note(() => charge);
    }
    case 'charge-type':
      await api.setInstanceChargeType(id, change.instanceChargeType);
      return note(() => ({ instanceChargeType: change.instanceChargeType }));
    case 'delete-protection':
      await api.setDeleteProtection(id, change.on);
      return note(() => ({ deleteProtection: change.on }));
    case 'modification-protection':
      await api.setModificationProtection(id, change.on);
      return note(() => ({ modificationProtection: change.on }));
    case 'tags':
      await api.tagResource('instance', id, change.tags);
      return note(({ tags }) => ({ tags: { ...tags, ...change.tags } }));
    case 'untag':
      await api.untagResource('instance', id, change.keys);
      return note(({ tags }) => ({ tags: withoutKeys(tags, change.keys) }));
  }
}

/** Writes on the instance itself since when it is not used, where a restart finds it. */
export async function noteIdle(
  { instance: id, idleSince }: NoteIdleStep,
  context: StepContext,
): Promise<void> {
  const { api, cache } = context;
  const { tags, key } = withIdleSince(idleSince);
  if (tags === undefined) await api.untagResource('instance', id, [key]);
  else await api.tagResource('instance', id, tags);
  cache.change(id, (instance) => ({ ...instance, tags: { ...withoutKeys(instance.tags, [key]), ...tags } }));
}

/** Deletes an instance we made, and what is on it. Its protection is ours, and is taken off first. */
export async function deleteInstance(
  { instance: id }: DeleteInstanceStep,
  { api, cache }: StepContext,
): Promise<void> {
  if (cache.instance(id)?.deleteProtection !== false) {
    await api.setDeleteProtection(id, false);
    cache.change(id, (instance) => ({ ...instance, deleteProtection: false }));
  }
  await api.deleteInstance(id);
  cache.remove(id);
}

function withoutKeys(tags: ClbInstance['tags'], keys: readonly string[]): ClbInstance['tags'] {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}
