import type { Clock } from '../../../base/index.ts';
import type { ClbApi } from '../api/clb-api.ts';
import type { ClbSettings } from '../clb-settings.ts';
import { ownedByName } from '../plan/owned-by-name.ts';
import type { ListenerKey } from '../world/clb-world.ts';
import type { WorldCache } from '../world/world-cache.ts';
import { sameListener } from '../world/world-changes.ts';

/** What the steps of one load balancer need to be done. */
export interface StepContext {
  readonly api: ClbApi;
  readonly cache: WorldCache;
  readonly settings: ClbSettings;
  readonly clock: Clock;
  /**
   * The id of a certificate of ours by its name: known, or uploaded by this plan, now if need be.
   * @throws StepProblem or ClbError when it cannot be uploaded, {@link NotThere} when the plan does not say how.
   */
  readonly certificate: (name: string) => Promise<string>;
  /** The fake certificate, for a listener whose own cannot be had. Throws as `certificate` does. */
  readonly fakeCertificate: () => Promise<string>;
}

/** A step counts on something that does not exist: what made it failed, or the world is not as it was known. */
export class NotThere extends Error {
  constructor(what: string) {
    super(`${what} does not exist`);
    this.name = 'NotThere';
  }
}

/**
 * The id of a server group of ours on an instance by its name.
 * @throws NotThere
 */
export function groupId({ cache, settings }: StepContext, instanceId: string, name: string): string {
  const groups = cache.instance(instanceId)?.serverGroups ?? [];
  const group = ownedByName(groups, settings.clusterId).byName.get(name);
  if (group === undefined) throw new NotThere(`server group ${name}`);
  return group.id;
}

/**
 * Spares a call for a listener that could not be made.
 * @throws NotThere
 */
export function expectListener({ cache }: StepContext, instanceId: string, key: ListenerKey): void {
  const listeners = cache.instance(instanceId)?.listeners ?? [];
  if (!listeners.some((listener) => sameListener(listener, key))) {
    throw new NotThere(`listener ${key.protocol}:${key.port}`);
  }
}
