import {
  type EndpointSlice,
  type ObjectKey,
  objectKey,
  serviceNameLabel,
} from '../kubernetes/types/index.ts';

/** EndpointSlices grouped by the Service they belong to, each list sorted by name. */
export interface SlicesByService {
  /** Puts `next` in the place of `previous`; either may be absent. */
  replace(previous: EndpointSlice | undefined, next: EndpointSlice | undefined): void;
  /** Ends the batch: the grouped map, and the keys of the Services whose list changed. */
  commit(): {
    readonly map: ReadonlyMap<ObjectKey, readonly EndpointSlice[]>;
    readonly changed: Set<ObjectKey>;
  };
}

/** Makes an empty {@link SlicesByService}. A slice without the label of a Service belongs to none. */
export function slicesByService(): SlicesByService {
  let map: ReadonlyMap<ObjectKey, readonly EndpointSlice[]> = new Map();
  /** The lists under change, by Service, each by the name of the slice. */
  const drafts = new Map<ObjectKey, Map<string, EndpointSlice>>();
  const draftOf = (service: ObjectKey): Map<string, EndpointSlice> => {
    const known = drafts.get(service);
    if (known !== undefined) return known;
    const draft = new Map((map.get(service) ?? []).map((slice) => [slice.metadata.name, slice]));
    drafts.set(service, draft);
    return draft;
  };
  return {
    replace(previous, next) {
      const from = previous === undefined ? undefined : serviceOf(previous);
      if (previous !== undefined && from !== undefined) draftOf(from).delete(previous.metadata.name);
      const to = next === undefined ? undefined : serviceOf(next);
      if (next !== undefined && to !== undefined) draftOf(to).set(next.metadata.name, next);
    },
    commit() {
      const changed = new Set(drafts.keys());
      if (changed.size === 0) return { map, changed };
      const copy = new Map(map);
      for (const [service, slices] of drafts) {
        if (slices.size === 0) copy.delete(service);
        else copy.set(service, [...slices.values()].sort(byName));
      }
      drafts.clear();
      map = copy;
      return { map, changed };
    },
  };
}

function serviceOf(slice: EndpointSlice): ObjectKey | undefined {
  const { namespace, labels } = slice.metadata;
  const name = labels?.[serviceNameLabel];
  if (name === undefined || name === '') return undefined;
  return objectKey(namespace === undefined ? { name } : { namespace, name });
}

function byName(a: EndpointSlice, b: EndpointSlice): number {
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
