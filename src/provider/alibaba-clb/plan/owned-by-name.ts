import { isOurs } from '../names.ts';

/** Something of the cloud that has an id of its own, a name we chose, and tags. */
interface NamedThing {
  readonly id: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What of the things in the world is ours. */
export interface Owned<T extends NamedThing> {
  /** The one of each name that is used. Names are not unique: of several, it is the one with the lowest id. */
  readonly byName: ReadonlyMap<string, T>;
  /** Names by id, of all that are ours. */
  readonly nameOf: ReadonlyMap<string, string>;
  readonly all: readonly T[];
}

/** Finds server groups or certificates of ours by name. */
export function ownedByName<T extends NamedThing>(things: readonly T[], clusterId: string): Owned<T> {
  const all = things.filter(({ tags }) => isOurs(tags, clusterId));
  const byName = new Map<string, T>();
  for (const thing of all) {
    const other = byName.get(thing.name);
    if (other === undefined || thing.id < other.id) byName.set(thing.name, thing);
  }
  return { byName, nameOf: new Map(all.map(({ id, name }) => [id, name])), all };
}
