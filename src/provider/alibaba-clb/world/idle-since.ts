import { isOurs } from '../names.ts';
import type { ClbInstance } from './clb-world.ts';

/** The tag of an instance we made that is not used: since when, in milliseconds since the epoch. */
const idleTag = 'sluice.dev/idle-since';

/** What says on an instance that it is not used; without `tags`, the key is to be taken away. */
export function withIdleSince(idleSince: number | undefined): {
  readonly key: string;
  readonly tags?: Readonly<Record<string, string>>;
} {
  return { key: idleTag, ...(idleSince === undefined ? {} : { tags: { [idleTag]: String(idleSince) } }) };
}

/** Since when the instances we made are not used, as their tags say. What is no time counts as not said. */
export function readIdleSince(
  instances: ReadonlyMap<string, ClbInstance>,
  clusterId: string,
): ReadonlyMap<string, number> {
  const since = new Map<string, number>();
  for (const { id, tags } of instances.values()) {
    const text = Object.hasOwn(tags, idleTag) ? tags[idleTag] : undefined;
    if (isOurs(tags, clusterId) && text !== undefined && /^\d{1,15}$/.test(text)) since.set(id, Number(text));
  }
  return since;
}
