import type { Controller, ControllerOptions } from '../../controller/index.ts';
import type { AdminSocket, ObjectReport } from '../../model/index.ts';
import type { Operation } from '../../provider/index.ts';
import type { ServeSettings } from '../../settings/index.ts';
import type { InstancePlace } from './announcement.ts';
import type { InstanceDesk } from './instance-desk.ts';

/** What the loop needs besides a provider. */
export type LoopOptions = Omit<ControllerOptions<unknown, Operation>, 'onInstances' | 'provider'>;

/** A provider as a control process knows it: everything that differs from one to another stands behind this. */
export interface ProviderWiring {
  /** The loop that drives it. */
  control(options: LoopOptions): Controller;
  /** Takes settings that changed while it runs, and the admin socket that no route may lead to. */
  change(settings: ServeSettings, admin?: AdminSocket): void;
  /** What `sluice slb` asks. */
  desk(describe: Controller['describe']): InstanceDesk;
  /** Where each instance is reached from, by id, as far as known. */
  places(): ReadonlyMap<string, InstancePlace>;
  /** What is wrong with instances whether or not an Ingress uses them. */
  reports(): readonly ObjectReport[];
  /** Calls made of the API of a cloud since the start, by action; none where there is none. */
  calls(): ReadonlyMap<string, number>;
  close(): Promise<void>;
}
