import { contentHash } from '../base/index.ts';
import type { KubernetesObject, ObjectKey } from '../kubernetes/types/index.ts';

/** The objects of one kind: a map that is copied when a batch first changes it, and never changed once committed. */
export interface ObjectTable<T extends KubernetesObject> {
  get(key: ObjectKey): T | undefined;
  /** False when the object equals the one that is there, which then stays. */
  set(key: ObjectKey, object: T, version: string | undefined): boolean;
  /** False when there is none. */
  delete(key: ObjectKey): boolean;
  /** Ends the batch; the same map as before when nothing changed. */
  commit(): ReadonlyMap<ObjectKey, T>;
}

/** Makes an empty {@link ObjectTable}. Equality is equality of versions; an absent version is a hash of the content. */
export function objectTable<T extends KubernetesObject>(): ObjectTable<T> {
  let current: ReadonlyMap<ObjectKey, T> = new Map();
  let draft: Map<ObjectKey, T> | undefined;
  const versions = new Map<ObjectKey, string>();
  const edit = (): Map<ObjectKey, T> => {
    draft ??= new Map(current);
    return draft;
  };
  return {
    get: (key) => (draft ?? current).get(key),
    set(key, object, version = contentHash(JSON.stringify(object))) {
      if (versions.get(key) === version) return false;
      versions.set(key, version);
      edit().set(key, object);
      return true;
    },
    delete(key) {
      if (!versions.delete(key)) return false;
      edit().delete(key);
      return true;
    },
    commit() {
      current = draft ?? current;
      draft = undefined;
      return current;
    },
  };
}
