import { controlSocketPath, startAdminServer } from '../admin/index.ts';
import { type Logger, openStateDirectory, systemClock } from '../base/index.ts';
import { type Controller, createController } from '../controller/index.ts';
import type { LoadBalancer } from '../model/index.ts';
import {
  type AddressPools,
  builtinProvider,
  type InstanceRecord,
  type InstanceStore,
} from '../provider/index.ts';
import { connectSupervisor, type SupervisorLink } from '../proxy/index.ts';
import { directorySource, type Source } from '../source/index.ts';
import { createLogger } from '../telemetry/index.ts';
import { createTranslator, defaultTranslateSettings, type TranslateSettings } from '../translate/index.ts';
import { readAddressPools } from './address-pools.ts';
import { apiRoutes } from './api-routes.ts';
import { storeDesk } from './instance-desk.ts';
import { addressReports } from './instance-problems.ts';
import { manifestInstance } from './manifest-instance.ts';
import { openStore } from './open-store.ts';
import { programVersion } from './program-version.ts';
import { parseServiceAddress, type ServeSettings } from './settings.ts';
import { createStory } from './story.ts';

/**
 * Builds and runs the control process: source, translator, provider, controller and control socket.
 * Returns once all of it runs; the process then lives as long as its supervisor wants.
 * @throws OperatorError when the settings, the state directory or the manifests cannot be used.
 */
export async function runControl(settings: ServeSettings): Promise<void> {
  const link = connectSupervisor();
  // Workers that hold a configuration got it from a control process before this one, which told what it serves.
  const silent = (await link.channel.inventory()).size > 0;
  const pools = readAddressPools(settings);
  const { source, store, provider, logger } = await openParts(settings, pools, link);
  const story = createStory({ settings, store, silent, describe: () => controller.describe() });
  const controller: Controller = createController({
    source,
    translator: createTranslator(translateSettings(settings)),
    provider,
    clock: systemClock,
    logger,
    onInstances: (documents) =>
      store.setManifests(
        documents.map((document) =>
          manifestInstance(document, source.place('SLBInstance', document.metadata.name)),
        ),
      ),
    instanceReports: () => addressReports(store.list(), pools),
    onStatus: (update) => story.take(update),
  });
  const routes = apiRoutes({
    version: programVersion(),
    desk: storeDesk(store, {
      pools,
      answers: () => controller.describe().answers,
      ingressesOn: (record) => ingressesOn(record, controller.describe().loadBalancers),
    }),
    describe: () => controller.describe(),
    workers: () => link.workers(),
    counters: () => link.counters(),
  });
  const admin = await startAdminServer({ socketPath: controlSocketPath(settings.stateDir), routes, logger });
  link.onShutdown(async () => {
    await controller.close();
    await Promise.all([source.close(), provider.close(), admin.close()]);
  });
  await controller.start();
  link.ready();
}

interface Parts {
  readonly source: Source;
  readonly store: InstanceStore;
  readonly provider: ReturnType<typeof builtinProvider>;
  readonly logger: Logger;
}

async function openParts(settings: ServeSettings, pools: AddressPools, link: SupervisorLink): Promise<Parts> {
  const { logLevel, stateDir, manifests, keepKeys, echo, releaseDelay, retainInstances } = settings;
  const clock = systemClock;
  const logger = createLogger({ level: logLevel, pretty: process.stderr.isTTY, name: 'control' });
  const directory = await openStateDirectory(stateDir);
  const store = await openStore(directory, clock);
  const source = directorySource({
    directory: manifests,
    stateDirectory: directory.path,
    clock,
    logger,
    keepKeys,
    ...(echo ? { echo: link.echo } : {}),
  });
  const provider = builtinProvider({
    store,
    channel: link.channel,
    pools,
    clock,
    logger,
    releaseDelayMs: releaseDelay * 1000,
    retain: retainInstances,
    ports: bindPorts(settings),
    keysFolder: directory.file('keys'),
  });
  return { source, store, provider, logger };
}

function bindPorts({ httpPort, httpsPort }: ServeSettings): { http?: number; https?: number } {
  return {
    ...(httpPort === undefined ? {} : { http: httpPort }),
    ...(httpsPort === undefined ? {} : { https: httpsPort }),
  };
}

function translateSettings(settings: ServeSettings): TranslateSettings {
  const { classless, defaultCertificate, defaultBackend, allowExternalName } = settings;
  return {
    ...defaultTranslateSettings,
    takeClassless: classless,
    defaultCertificate,
    allowExternalName,
    // Whoever writes the manifests of a folder runs programs on this machine anyway.
    allowLocalEndpoints: true,
    ...(defaultBackend === undefined ? {} : { defaultBackend: parseServiceAddress(defaultBackend) }),
  };
}

/** The Ingresses that use an instance, `namespace/name`. */
function ingressesOn(
  { id, managed }: InstanceRecord,
  loadBalancers: readonly LoadBalancer[],
): readonly string[] {
  return loadBalancers
    .filter(({ instance }) => (instance.kind === 'managed' ? managed : instance.id === id))
    .flatMap(({ owners }) => owners.map(({ namespace = '', name }) => `${namespace}/${name}`));
}
