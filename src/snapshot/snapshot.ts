import type {
  ConfigMap,
  EndpointSlice,
  Ingress,
  IngressClass,
  ObjectKey,
  Secret,
  Service,
  SLBInstance,
} from '../kubernetes/types/index.ts';

/**
 * The objects at one instant: checked, indexed, never changed afterwards. An object that did not change
 * keeps its identity from one snapshot to the next, so that work can be memoised by it.
 */
export interface Snapshot {
  /** Grows with every change. */
  readonly revision: number;
  readonly ingresses: ReadonlyMap<ObjectKey, Ingress>;
  readonly ingressClasses: ReadonlyMap<ObjectKey, IngressClass>;
  readonly services: ReadonlyMap<ObjectKey, Service>;
  /** By the key of the Service they belong to, each list sorted by name. A list that did not change keeps its identity. */
  readonly endpointSlices: ReadonlyMap<ObjectKey, readonly EndpointSlice[]>;
  readonly secrets: ReadonlyMap<ObjectKey, Secret>;
  readonly configMaps: ReadonlyMap<ObjectKey, ConfigMap>;
  readonly instances: ReadonlyMap<ObjectKey, SLBInstance>;
}

/** A snapshot of nothing. */
export const emptySnapshot: Snapshot = {
  revision: 0,
  ingresses: new Map(),
  ingressClasses: new Map(),
  services: new Map(),
  endpointSlices: new Map(),
  secrets: new Map(),
  configMaps: new Map(),
  instances: new Map(),
};
