import { isOurs } from '../names.ts';
import { observeListeners } from './observe-world.ts';
import type { WorldReader } from './read-instance.ts';
import type { WorldCache } from './world-cache.ts';
import { changedListener } from './world-changes.ts';

/** States on the way to another; `starting` serves nothing yet. */
const passing: ReadonlySet<string> = new Set(['starting', 'configuring', 'stopping']);

/**
 * Finds out what became of our listeners that were on the way to another state: 1 call for every 10 instances that have one. Returns
 * whether all have come to rest. Never rejects.
 */
export async function settleListeners(reader: WorldReader, cache: WorldCache): Promise<boolean> {
  const ids = passingInstances(reader, cache);
  if (ids.length === 0) return true;
  const found = await observeListeners(reader, ids, new Map());
  for (const [id, listeners] of found) {
    for (const { port, protocol, status } of listeners) {
      cache.change(
        id,
        changedListener({ port, protocol }, (known) => ({ ...known, status })),
      );
    }
  }
  return passingInstances(reader, cache).length === 0;
}

function passingInstances({ clusterId }: WorldReader, cache: WorldCache): readonly string[] {
  const instances = [...cache.world.instances.values()];
  return instances
    .filter(({ listeners }) =>
      listeners.some(({ tags, status }) => passing.has(status) && isOurs(tags, clusterId)),
    )
    .map(({ id }) => id);
}
