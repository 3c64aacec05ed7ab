import type { Clock, StateDirectory } from '../../base/index.ts';
import { type InstanceStore, openInstanceStore } from '../../provider/index.ts';

/** The instances kept in a state directory. Whoever opens them holds its lock, or is the child of who does. */
export function openStore(directory: StateDirectory, clock: Clock): Promise<InstanceStore> {
  return openInstanceStore(directory.file('instances.json'), clock);
}
