import type { BackendEndpoints } from '../../../model/index.ts';
import type { GroupBackends } from '../plan/clb-actual.ts';

/** The endpoints the controller gave, and the network interfaces behind them. */
export interface EndpointBook {
  set(changed: readonly BackendEndpoints[], removed: readonly string[]): void;
  /** Looks up what is not known yet (batched, cached); a failed look-up leaves addresses unresolved and is tried again later. */
  resolve(): Promise<void>;
  /** By backend id, as far as known now. */
  groups(): ReadonlyMap<string, GroupBackends>;
}
