import { isOurs } from '../names.ts';
import type { ClbInstance, ClbWorld } from '../world/clb-world.ts';
import { ourListeners } from './site.ts';

/** The instances that carry our tag. */
export interface ManagedInstances {
  /** The one that is used: that with most listeners of ours, of equal ones that with the lowest id. */
  readonly used: ClbInstance | undefined;
  /** More of them can only come from a token that was lost, or from tags someone copied. */
  readonly spare: readonly ClbInstance[];
}

/** Finds the instance Sluice made for the Ingresses that name none. */
export function managedInstances({ instances }: ClbWorld, clusterId: string): ManagedInstances {
  const [used, ...spare] = [...instances.values()]
    .filter(({ tags }) => isOurs(tags, clusterId))
    .sort((a, b) => listenersOf(b) - listenersOf(a) || (a.id < b.id ? -1 : 1));
  return { used, spare };

  function listenersOf(instance: ClbInstance): number {
    return ourListeners(instance, clusterId).length;
  }
}
