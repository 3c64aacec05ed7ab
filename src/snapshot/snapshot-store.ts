import {
  type ConfigMap,
  type EndpointSlice,
  type Ingress,
  type IngressClass,
  type Kind,
  type KubernetesObject,
  type ObjectKey,
  objectKey,
  type Secret,
  type Service,
  type SLBInstance,
} from '../kubernetes/types/index.ts';
import { objectTable } from './object-table.ts';
import { slicesByService } from './slices-by-service.ts';
import { emptySnapshot, type Snapshot } from './snapshot.ts';

/** One step of a batch. Objects of equal `version` count as equal; without one the content is compared. */
export type ObjectChange =
  | { readonly kind: 'set'; readonly object: KubernetesObject; readonly version?: string }
  | { readonly kind: 'delete'; readonly objectKind: Kind; readonly key: ObjectKey };

/** Keys of what changed, by kind; EndpointSlices by the key of their Service. */
export type ChangedKeys = ReadonlyMap<Kind, ReadonlySet<ObjectKey>>;

/** Turns batches of changes into snapshots. */
export interface SnapshotStore {
  /** The snapshot after the last batch. */
  snapshot(): Snapshot;
  /**
   * Applies a batch. The next snapshot shares every map whose kind did not change, and every object that is
   * equal to the one before. A batch that changes nothing keeps the snapshot itself.
   */
  apply(changes: Iterable<ObjectChange>): ChangedKeys;
}

type Tables = ReturnType<typeof makeTables>;

/** Makes a store that holds {@link emptySnapshot}. */
export function snapshotStore(): SnapshotStore {
  const tables = makeTables();
  const slices = slicesByService();
  let snapshot = emptySnapshot;

  const applyOne = (change: ObjectChange, changed: Map<Kind, Set<ObjectKey>>): void => {
    const kind = change.kind === 'set' ? change.object.kind : change.objectKind;
    const key = change.kind === 'set' ? objectKey(change.object.metadata) : change.key;
    const previous = kind === 'EndpointSlice' ? tables.EndpointSlice.get(key) : undefined;
    const done =
      change.kind === 'set'
        ? setObject(tables, key, change.object, change.version)
        : tables[kind].delete(key);
    if (!done) return;
    if (kind === 'EndpointSlice') slices.replace(previous, tables.EndpointSlice.get(key));
    else changed.set(kind, (changed.get(kind) ?? new Set()).add(key));
  };

  return {
    snapshot: () => snapshot,
    apply(changes) {
      const changed = new Map<Kind, Set<ObjectKey>>();
      for (const change of changes) applyOne(change, changed);
      tables.EndpointSlice.commit();
      const grouped = slices.commit();
      if (grouped.changed.size > 0) changed.set('EndpointSlice', grouped.changed);
      if (changed.size > 0) {
        snapshot = {
          revision: snapshot.revision + 1,
          ingresses: tables.Ingress.commit(),
          ingressClasses: tables.IngressClass.commit(),
          services: tables.Service.commit(),
          endpointSlices: grouped.map,
          secrets: tables.Secret.commit(),
          configMaps: tables.ConfigMap.commit(),
          instances: tables.SLBInstance.commit(),
        };
      }
      return changed;
    },
  };
}

function makeTables() {
  return {
    Ingress: objectTable<Ingress>(),
    IngressClass: objectTable<IngressClass>(),
    Service: objectTable<Service>(),
    EndpointSlice: objectTable<EndpointSlice>(),
    Secret: objectTable<Secret>(),
    ConfigMap: objectTable<ConfigMap>(),
    SLBInstance: objectTable<SLBInstance>(),
  };
}

function setObject(tables: Tables, key: ObjectKey, object: KubernetesObject, version?: string): boolean {
  switch (object.kind) {
    case 'Ingress':
      return tables.Ingress.set(key, object, version);
    case 'IngressClass':
      return tables.IngressClass.set(key, object, version);
    case 'Service':
      return tables.Service.set(key, object, version);
    case 'EndpointSlice':
      return tables.EndpointSlice.set(key, object, version);
    case 'Secret':
      return tables.Secret.set(key, object, version);
    case 'ConfigMap':
      return tables.ConfigMap.set(key, object, version);
    case 'SLBInstance':
      return tables.SLBInstance.set(key, object, version);
  }
}
