import type { InstanceFacts } from '../../../model/index.ts';
import { clusterTag } from '../names.ts';
import { instanceFacts } from '../plan/instance-facts.ts';
import type { ClbListener } from './clb-world.ts';
import { observeHeads, observeListeners } from './observe-world.ts';
import type { WorldReader } from './read-instance.ts';

/**
 * The facts of the instances we made, and of those that exist among `ids`, as they are now, sorted by id. Calls: the pages of the made,
 * 1 for each other id, and 1 for the listeners of every 10. @throws ClbError when one of them cannot be read
 */
export async function observeFacts(
  reader: WorldReader,
  ids: readonly string[],
): Promise<readonly InstanceFacts[]> {
  const { api, clusterId } = reader;
  const made = await api.findInstances({ key: clusterTag, value: clusterId });
  const all = [...new Set([...made.map(({ id }) => id), ...ids])].sort();
  const { found, failed } = await observeHeads(reader, all, made);
  const listeners = await observeListeners(reader, [...found.keys()], failed);
  const [error] = failed.values();
  if (error !== undefined) throw error;
  return all.flatMap((id) => {
    const head = found.get(id);
    if (head === undefined) return [];
    const own = listeners.get(id) ?? [];
    const facts = own.map((listener): ClbListener => ({ ...listener, rules: [], extensions: [] }));
    return [instanceFacts({ ...head, listeners: facts, serverGroups: [] }, clusterId)];
  });
}
