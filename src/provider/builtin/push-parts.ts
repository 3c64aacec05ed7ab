import { type ConfigChannel, type EncodedPart, encodePart, type ListenerPart } from '../../proxy/index.ts';
import type { HeldPartsCopy } from './held-parts.ts';
import type { ListenerStates } from './listener-states.ts';
import type { PreparedParts } from './prepare-parts.ts';

/** Parts that belong to no load balancer. */
export interface CommonParts {
  readonly set: readonly EncodedPart[];
  readonly deleted: readonly string[];
}

/** The workers, and what is known of them. */
export interface Workers {
  readonly channel: ConfigChannel;
  readonly held: HeldPartsCopy;
  readonly listeners: ListenerStates;
}

/**
 * Sends all changes at once. Where the workers refuse them, each load balancer is sent alone, so that one bad one holds
 * up no other. Returns why, for each load balancer refused.
 */
export async function pushParts(
  prepared: readonly PreparedParts[],
  common: CommonParts,
  workers: Workers,
): Promise<ReadonlyMap<string, string>> {
  const refused = new Map<string, string>();
  const why = await pushTogether(prepared, common, workers);
  if (why === undefined) return refused;
  if (prepared.length > 0 && common.set.length > 0)
    await pushTogether([], { set: common.set, deleted: [] }, workers);
  for (const one of prepared) {
    const whyAlone =
      prepared.length === 1 ? why : await pushTogether([one], { set: [], deleted: [] }, workers);
    if (whyAlone !== undefined) refused.set(one.loadBalancer, whyAlone);
  }
  return refused;
}

async function pushTogether(
  prepared: readonly PreparedParts[],
  common: CommonParts,
  workers: Workers,
): Promise<string | undefined> {
  // A certificate may come with several load balancers.
  const byKey = new Map<string, EncodedPart>();
  for (const { set } of prepared) for (const part of set) byKey.set(part.key, part);
  for (const part of common.set) byKey.set(part.key, part);
  const set = [...byKey.values()];
  const deleted = [...prepared.flatMap((one) => one.deleted), ...common.deleted];
  if (set.length + deleted.length === 0) return undefined;
  return push(
    set,
    deleted,
    prepared.flatMap(({ listeners }) => listeners),
    workers,
  );
}

async function push(
  set: readonly EncodedPart[],
  deleted: readonly string[],
  listeners: readonly ListenerPart[],
  workers: Workers,
): Promise<string | undefined> {
  const result = await workers.channel.push(set, deleted);
  if (result.refused !== undefined) return result.refused;
  workers.held.follow(set, deleted);
  workers.listeners.closed(deleted);
  const instead = await workers.listeners.follow(listeners, result.listenerProblems);
  return instead.length === 0 ? undefined : push(instead.map(encodePart), [], instead, workers);
}
