import type { InstanceRecord, InstanceSpec, InstanceStatus, NewInstance } from './instance-record.ts';

/** An SLBInstance document of the manifests, as plain data. */
export interface ManifestInstance {
  /** metadata.name; when it is an instance id, it is the id of the instance. */
  readonly name: string;
  readonly createdAt: number;
  /** Where the document stands, for messages. */
  readonly file?: string;
  readonly spec: InstanceSpec;
}

/** The instances of the builtin provider, wherever their records live. */
export interface InstanceStore {
  /** Oldest first: by `createdAt`, then name, then id. Ids are random: names make two machines with the same documents agree. */
  list(): readonly InstanceRecord[];
  get(id: string): InstanceRecord | undefined;
  /**
   * Makes an instance in the state directory. `managed` marks the one made for Ingresses that name none.
   * Throws `InvalidInstance`, or `InstanceQuotaExceeded`.
   */
  create(wanted: NewInstance, options?: { readonly managed?: boolean }): Promise<InstanceRecord>;
  /** Replaces the status; does not call `onChange`. An id that is gone is ignored. */
  setStatus(id: string, status: InstanceStatus): Promise<void>;
  /**
   * Deletes an instance of the state directory. Throws `InstanceNotFound`, `InstanceInManifest` (naming the file)
   * or, unless forced, `InstanceInUse` when it has listeners.
   */
  delete(id: string, options?: { readonly force?: boolean }): Promise<void>;
  /** Takes all SLBInstance documents there are at present; those missing from the list are gone. */
  setManifests(documents: readonly ManifestInstance[]): Promise<void>;
  /** Calls `listener` after instances were made, changed by their owner, or deleted. Returns a function that ends this. */
  onChange(listener: () => void): () => void;
}
