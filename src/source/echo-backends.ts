import type { ObjectKey } from '../kubernetes/types/index.ts';
import type { Endpoint } from '../model/index.ts';

/** Backends that stand in for the pods of Services that have no EndpointSlice. */
export interface EchoBackends {
  /**
   * Called with every Service that needs endpoints, each time that set changes: one that is no longer named needs
   * none any more. A Service that the answer leaves out has no endpoints.
   */
  endpointsFor(services: readonly ObjectKey[]): Promise<ReadonlyMap<ObjectKey, readonly Endpoint[]>>;
  /** Tells the endpoints of all Services when they moved without being asked for. */
  onChange?(listener: (endpoints: ReadonlyMap<ObjectKey, readonly Endpoint[]>) => void): void;
}
