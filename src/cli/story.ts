import type { ControllerDescription, StatusUpdate } from '../controller/index.ts';
import type { InstanceStore } from '../provider/index.ts';
import { announcement, isServing } from './announcement.ts';
import { changeLines } from './change-lines.ts';
import { print } from './print.ts';
import type { ServeSettings } from './settings.ts';

export interface StoryOptions {
  readonly settings: ServeSettings;
  readonly store: InstanceStore;
  /** True for a control process that took over from one before it: the announcement was made. */
  readonly silent: boolean;
  describe(): ControllerDescription;
}

/** What a server tells on standard output: once what it serves, then a line for each change. */
export interface Story {
  take(update: StatusUpdate): void;
}

export function createStory({ settings, store, silent, describe }: StoryOptions): Story {
  let announced = silent;
  let waited = false;
  return {
    take(update) {
      print(...changeLines(update, describe));
      if (announced) return;
      const description = describe();
      announced = isServing(description);
      if (announced) {
        const { httpPort, httpsPort, manifests } = settings;
        const defaultPorts = httpPort === undefined && httpsPort === undefined;
        print(...announcement({ description, instances: instances(store), manifests, defaultPorts }));
      } else if (!waited && description.loadBalancers.length === 0) {
        waited = true;
        print(`No Ingress to serve in ${settings.manifests} yet; it is watched.`);
      }
    },
  };
}

function instances(store: InstanceStore): ReadonlyMap<string, 'internet' | 'intranet'> {
  return new Map(store.list().map(({ id, spec }) => [id, spec.addressType]));
}
