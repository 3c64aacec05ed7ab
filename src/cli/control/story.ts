import type { ControllerDescription, StatusUpdate } from '../../controller/index.ts';
import type { ServeSettings } from '../../settings/index.ts';
import { print } from '../terminal/print.ts';
import { announcement, type InstancePlace, notServing, serving } from './announcement.ts';
import { changeLines } from './change-lines.ts';

export interface StoryOptions {
  readonly settings: ServeSettings;
  /** Where each instance is reached from, by id. */
  places(): ReadonlyMap<string, InstancePlace>;
  /** True for a control process that took over from one before it: the announcement was made. */
  readonly silent: boolean;
  describe(): ControllerDescription;
  /** `HOST:PORT` of the admin endpoint while it listens. */
  adminAddress(): string | undefined;
}

/** What a server tells on standard output: once what it serves, then a line for each change. */
export interface Story {
  take(update: StatusUpdate): void;
}

export function createStory(options: StoryOptions): Story {
  const { settings, places, silent, describe } = options;
  let told: 'no' | 'in-part' | 'whole' = silent ? 'whole' : 'no';
  let waited = false;
  let first = true;
  return {
    take(update) {
      // What stands at the start is part of the announcement, and in the log.
      print(...changeLines(first ? { ...update, added: [] } : update, describe));
      first = false;
      if (told === 'whole') return;
      const facts = { description: describe(), instances: places() };
      const now = serving(facts);
      if (now !== 'no' && now !== told) {
        const { httpPort, httpsPort, manifests } = settings;
        const defaultPorts = httpPort === undefined && httpsPort === undefined;
        const admin = options.adminAddress();
        print(...announcement({ ...facts, manifests, defaultPorts, admin }));
        told = now;
      } else if (now === 'no' && !waited) {
        waited = true;
        const { manifests } = settings;
        if (facts.description.loadBalancers.length > 0) print(...notServing({ ...facts, manifests }));
        else print(`No Ingress to serve in ${manifests} yet; it is watched.`);
      }
    },
  };
}
