import { isOurs } from '../names.ts';
import type { ClbCertificate, ClbInstance, ClbListener, ClbServerGroup } from '../world/clb-world.ts';
import type { ClbActual } from './clb-actual.ts';
import type { ClbOperation } from './operations.ts';
import { type Owned, ownedByName } from './owned-by-name.ts';

/** One instance while its steps are planned. */
export interface Site {
  readonly loadBalancer: string;
  /** Absent: it is made by this plan. */
  readonly instance: ClbInstance | undefined;
  readonly actual: ClbActual;
  readonly groups: Owned<ClbServerGroup>;
  readonly certificates: Owned<ClbCertificate>;
  /** False while objects may be missing: nothing is taken away. */
  readonly mayDelete: boolean;
  readonly operations: ClbOperation[];
  /** What others changed and is set back, in sentences. */
  readonly drift: string[];
}

/** Begins to plan the steps of an instance; they are added to `operations`. */
export function openSite(options: Omit<Site, 'groups' | 'drift'>): Site {
  const { instance, actual } = options;
  const groups = ownedByName(instance?.serverGroups ?? [], actual.settings.clusterId);
  return { ...options, groups, drift: [] };
}

/** The listeners of ours on an instance. */
export function ourListeners(instance: ClbInstance | undefined, clusterId: string): readonly ClbListener[] {
  return instance?.listeners.filter(({ tags }) => isOurs(tags, clusterId)) ?? [];
}
