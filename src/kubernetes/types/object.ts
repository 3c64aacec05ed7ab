/** The part of metadata that Sluice reads. `namespace` is absent for cluster-scoped kinds only. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch; a source fills it in where the object has none. */
  readonly creationTimestamp: number;
  readonly uid?: string;
}

/** `namespace/name`, or `name` for a cluster-scoped object: unique within a kind. */
export type ObjectKey = string;

/** The key of an object within its kind. */
export function objectKey(meta: { readonly namespace?: string; readonly name: string }): ObjectKey {
  return meta.namespace === undefined ? meta.name : `${meta.namespace}/${meta.name}`;
}
