import type { ClbInstanceHead, ClbListenerHead } from '../api/clb-api.ts';
import type { InstanceQueue } from '../execute/instance-queue.ts';
import { sideBySide } from '../execute/side-by-side.ts';
import { clusterTag } from '../names.ts';
import type { ClbInstance } from './clb-world.ts';
import { readInstance, type WorldReader } from './read-instance.ts';

/** Instances read at a time. */
const readers = 8;
/** Instances one `DescribeLoadBalancerListeners` takes. */
const listenerBatch = 10;

/** What a look at some instances found. One that cannot be read never hides the others. */
export interface Observed {
  /** By id; undefined: there is none of this id. */
  readonly instances: ReadonlyMap<string, ClbInstance | undefined>;
  /** Why, by id. */
  readonly failed: ReadonlyMap<string, unknown>;
}

/**
 * Reads instances whole. Calls: 1 for each id of which `heads` says nothing, 1 for the listeners of every 10 instances, and those of
 * {@link readInstance} for each. An instance is completed in its turn of the queue, so that no change under way is half seen.
 */
export async function observeInstances(
  reader: WorldReader,
  queue: InstanceQueue,
  ids: readonly string[],
  heads: readonly ClbInstanceHead[],
): Promise<Observed> {
  const { found, missing, failed } = await observeHeads(reader, ids, heads);
  const instances = new Map<string, ClbInstance | undefined>(missing.map((id) => [id, undefined]));
  const listeners = await observeListeners(reader, [...found.keys()], failed);
  await sideBySide([...found.values()], readers, async (head) => {
    const own = listeners.get(head.id);
    if (own === undefined) return;
    try {
      instances.set(head.id, await queue.run(head.id, () => readInstance(reader, head, own)));
    } catch (error) {
      failed.set(head.id, error);
    }
  });
  return { instances, failed };
}

interface Heads {
  readonly found: ReadonlyMap<string, ClbInstanceHead>;
  readonly missing: readonly string[];
  readonly failed: Map<string, unknown>;
}

/** What is known of instances without their listeners and groups: 1 call for each id of which `heads` says nothing. */
export async function observeHeads(
  { api }: Pick<WorldReader, 'api'>,
  ids: readonly string[],
  heads: readonly ClbInstanceHead[],
): Promise<Heads> {
  const known = new Map(heads.map((head) => [head.id, head]));
  const found = new Map<string, ClbInstanceHead>();
  const missing: string[] = [];
  const failed = new Map<string, unknown>();
  await sideBySide(ids, readers, async (id) => {
    try {
      const head = known.get(id) ?? (await api.describeInstance(id));
      if (head === undefined) missing.push(id);
      else found.set(id, head);
    } catch (error) {
      failed.set(id, error);
    }
  });
  return { found, missing, failed };
}

/** The listeners of instances, 10 a call. Where a call fails, each of its instances is asked for alone. */
export async function observeListeners(
  { api }: Pick<WorldReader, 'api'>,
  ids: readonly string[],
  failed: Map<string, unknown>,
): Promise<ReadonlyMap<string, readonly ClbListenerHead[]>> {
  const listeners = new Map<string, readonly ClbListenerHead[]>();
  const take = async (batch: readonly string[]): Promise<void> => {
    const read = await api.describeListeners(batch);
    for (const id of batch) listeners.set(id, read.get(id) ?? []);
  };
  const takeAlone = (id: string): Promise<void> =>
    take([id]).catch((error: unknown) => void failed.set(id, error));
  const batches = Array.from({ length: Math.ceil(ids.length / listenerBatch) }, (_, index) =>
    ids.slice(index * listenerBatch, (index + 1) * listenerBatch),
  );
  await sideBySide(batches, readers, (batch) =>
    batch.length === 1 && batch[0] !== undefined
      ? takeAlone(batch[0])
      : take(batch).catch(() => sideBySide(batch, readers, takeAlone)),
  );
  return listeners;
}

/** The instances that carry listeners of ours, in whatever state. Calls: the pages of the list. */
export async function findListenerHomes({ api, clusterId }: WorldReader): Promise<readonly string[]> {
  const listeners = await api.findTagged('listener', { key: clusterTag, value: clusterId });
  return [...new Set(listeners.map((id) => id.split('_', 1)[0] ?? ''))];
}

/**
 * Server groups of ours that no instance in `known` has: left by a run that ended before it could take them away. `look` is given the
 * instance of one and reads it, so that its other groups are known. Calls: the pages of the list, and 1 for each such group.
 */
export async function findGroupHomes(
  { api, clusterId }: WorldReader,
  known: ReadonlyMap<string, ClbInstance>,
  look: (instanceId: string) => Promise<void>,
): Promise<void> {
  const isKnown = (group: string): boolean =>
    [...known.values()].some(({ serverGroups }) => serverGroups.some(({ id }) => id === group));
  for (const id of await api.findTagged('vservergroup', { key: clusterTag, value: clusterId })) {
    if (isKnown(id)) continue;
    const group = await api.describeServerGroup(id);
    if (group !== undefined) await look(group.instanceId);
  }
}
