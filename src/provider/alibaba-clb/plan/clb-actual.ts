import type { ClbSettings } from '../clb-settings.ts';
import type { ClbBackend, ClbWorld } from '../world/clb-world.ts';

/** What the Alibaba CLB provider plans against. Plain data. */
export interface ClbActual {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly settings: ClbSettings;
  readonly world: ClbWorld;
  /** The backends each backend id is to have, sorted, as far as their interfaces are known; one that is absent has none. */
  readonly backends: ReadonlyMap<string, GroupBackends>;
  /** Content id of the fake certificate. */
  readonly fakeCertificate: string;
  /** Since when each instance we made is unused, by id, milliseconds since the epoch. */
  readonly idleSince: ReadonlyMap<string, number>;
  /** Tells the making of our instance from the next one: grows when an instance we made is gone. */
  readonly generation: number;
  /** Load balancers whose instance was made by us and vanished without our doing. */
  readonly vanished: ReadonlySet<string>;
}

/** The members of one backend, as a server group takes them. */
export interface GroupBackends {
  readonly backends: readonly ClbBackend[];
  /** Addresses for which no network interface was found: reported, never a reason to hold anything up. */
  readonly unresolved: readonly string[];
}
