import type { ClbApi, ClbInstanceHead, ClbListenerHead } from '../api/clb-api.ts';
import { isOurs } from '../names.ts';
import type { ClbInstance, ClbListener, ClbServerGroup } from './clb-world.ts';

/** Where the world is read from, and whose things are ours in it. */
export interface WorldReader {
  readonly api: ClbApi;
  readonly clusterId: string;
}

/**
 * Completes an instance of which head and listeners are known. Calls: 1 for the server groups, 1 for the members of each group of
 * ours, 1 for the rules of each listener of ours that has rules, 1 for the domain extensions of an HTTPS listener of ours.
 */
export async function readInstance(
  reader: WorldReader,
  head: ClbInstanceHead,
  heads: readonly ClbListenerHead[],
): Promise<ClbInstance> {
  const serverGroups = await readServerGroups(reader, head.id);
  const listeners: ClbListener[] = [];
  for (const listener of heads) listeners.push(await readListener(reader, head.id, listener));
  return { ...head, listeners: listeners.sort(byPort), serverGroups };
}

async function readServerGroups(
  { api, clusterId }: WorldReader,
  instanceId: string,
): Promise<readonly ClbServerGroup[]> {
  const groups: ClbServerGroup[] = [];
  for (const group of await api.describeServerGroups(instanceId)) {
    if (!isOurs(group.tags, clusterId)) {
      groups.push({ ...group, backends: [] });
      continue;
    }
    const read = await api.describeServerGroup(group.id);
    // Absent: deleted since the list was made.
    if (read !== undefined) groups.push({ ...group, backends: read.backends });
  }
  return groups.sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
}

async function readListener(
  { api, clusterId }: WorldReader,
  instanceId: string,
  listener: ClbListenerHead,
): Promise<ClbListener> {
  const ours = isOurs(listener.tags, clusterId);
  const { port, protocol, forwardPort } = listener;
  const routes = ours && (protocol === 'http' || protocol === 'https') && forwardPort === undefined;
  return {
    ...listener,
    rules: routes ? await api.describeRules(instanceId, { port, protocol }) : [],
    extensions: ours && protocol === 'https' ? await api.describeDomainExtensions(instanceId, port) : [],
  };
}

/** The order of the listeners of an instance. */
export function byPort(a: ClbListener, b: ClbListener): number {
  return a.port - b.port || compare(a.protocol, b.protocol);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
