import type { Clock, StateDirectory } from '../../base/index.ts';
import { createController } from '../../controller/index.ts';
import type { AdminSocket, LoadBalancer } from '../../model/index.ts';
import {
  type BuiltinProvider,
  builtinProvider,
  type InstanceRecord,
  type InstanceStore,
} from '../../provider/index.ts';
import type { SupervisorLink } from '../../proxy/index.ts';
import type { ServeSettings } from '../../settings/index.ts';
import type { Source } from '../../source/index.ts';
import type { LevelLogger } from '../../telemetry/index.ts';
import { readAddressPools } from './address-pools.ts';
import type { InstancePlace } from './announcement.ts';
import { dataPlaneSettings } from './data-plane-settings.ts';
import { storeDesk } from './instance-desk.ts';
import { addressReports } from './instance-problems.ts';
import { manifestInstance } from './manifest-instance.ts';
import { openStore } from './open-store.ts';
import type { ProviderWiring } from './provider-wiring.ts';

/** What the wiring of a provider is made from. */
export interface WiringOptions {
  readonly settings: ServeSettings;
  readonly directory: StateDirectory;
  readonly source: Source;
  readonly clock: Clock;
  readonly logger: LevelLogger;
}

/**
 * The provider that serves with our own workers, on addresses of this machine.
 * @throws OperatorError where the pools or the kept instances cannot be used.
 */
export async function wireBuiltin(
  { settings, directory, source, clock, logger }: WiringOptions,
  link: SupervisorLink,
): Promise<ProviderWiring> {
  const pools = readAddressPools(settings);
  const store = await openStore(directory, clock);
  const provider = builtinProvider({
    store,
    channel: link.channel,
    pools,
    clock,
    logger,
    ...builtinSettings(settings),
    ports: bindPorts(settings),
    keysFolder: directory.file('keys'),
  });
  return {
    control: (options) =>
      createController({
        ...options,
        provider,
        onInstances: (documents) =>
          store.setManifests(
            documents.map((document) =>
              manifestInstance(document, source.place('SLBInstance', document.metadata.name)),
            ),
          ),
      }),
    change: (changed, admin) => provider.change(builtinSettings(changed, admin)),
    desk: (describe) =>
      storeDesk(store, {
        pools,
        answers: () => describe().answers,
        ingressesOn: (record) => ingressesOn(record, describe().loadBalancers),
      }),
    places: () => places(store),
    reports: () => addressReports(store.list(), pools),
    calls: () => new Map(),
    close: () => provider.close(),
  };
}

/** What of the provider may change while it runs. */
function builtinSettings(
  settings: ServeSettings,
  admin?: AdminSocket,
): Parameters<BuiltinProvider['change']>[0] {
  return {
    releaseDelayMs: settings.releaseDelay * 1000,
    retain: settings.retainInstances,
    dataPlane: dataPlaneSettings(settings, admin),
  };
}

/** The ports that 80 and 443 are bound as, where the settings say so. */
export function bindPorts({ httpPort, httpsPort }: ServeSettings): { http?: number; https?: number } {
  return {
    ...(httpPort === undefined ? {} : { http: httpPort }),
    ...(httpsPort === undefined ? {} : { https: httpsPort }),
  };
}

/** The Ingresses that use an instance, `namespace/name`. */
export function ingressesOn(
  { id, managed }: Pick<InstanceRecord, 'id' | 'managed'>,
  loadBalancers: readonly LoadBalancer[],
): readonly string[] {
  return loadBalancers
    .filter(({ instance }) => (instance.kind === 'managed' ? managed : instance.id === id))
    .flatMap(({ owners }) => owners.map(({ namespace = '', name }) => `${namespace}/${name}`));
}

function places(store: InstanceStore): ReadonlyMap<string, InstancePlace> {
  return new Map(
    store
      .list()
      .map(({ id, spec: { addressType }, status: { address } }) => [
        id,
        { addressType, ...(address === undefined ? {} : { address }) },
      ]),
  );
}
