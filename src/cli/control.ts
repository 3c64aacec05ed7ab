import { controlSocketPath, startAdminServer } from '../admin/index.ts';
import { type Clock, type Logger, openStateDirectory, systemClock } from '../base/index.ts';
import { type Controller, createController } from '../controller/index.ts';
import type { LoadBalancer } from '../model/index.ts';
import { builtinProvider, type InstanceRecord } from '../provider/index.ts';
import { connectSupervisor } from '../proxy/process/index.ts';
import { directorySource } from '../source/index.ts';
import { createLogger } from '../telemetry/index.ts';
import { createTranslator, defaultTranslateSettings, type TranslateSettings } from '../translate/index.ts';
import { readAddressPools } from './address-pools.ts';
import { apiRoutes } from './api-routes.ts';
import { storeDesk } from './instance-desk.ts';
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
  const clock: Clock = systemClock;
  const logger: Logger = createLogger({
    level: settings.logLevel,
    pretty: process.stderr.isTTY,
    name: 'control',
  });
  const link = connectSupervisor();
  const restarted = (await link.channel.inventory()).size > 0;
  const directory = await openStateDirectory(settings.stateDir);
  const store = await openStore(directory, clock);
  const source = directorySource({
    directory: settings.manifests,
    stateDirectory: directory.path,
    clock,
    logger,
    keepKeys: settings.keepKeys,
    ...(settings.echo ? { echo: link.echo } : {}),
  });
  const provider = builtinProvider({
    store,
    channel: link.channel,
    pools: readAddressPools(settings),
    clock,
    logger,
    releaseDelayMs: settings.releaseDelay * 1000,
    retain: settings.retainInstances,
    ports: bindPorts(settings),
    keysFolder: directory.file('keys'),
  });
  const story = createStory({
    settings,
    store,
    silent: restarted,
    describe: () => controller.describe(),
  });
  const controller: Controller = createController({
    source,
    translator: createTranslator(translateSettings(settings)),
    provider,
    clock,
    logger,
    onInstances: (documents) =>
      store.setManifests(documents.map((document) => manifestInstance(document, undefined))),
    onStatus: (update) => story.take(update),
  });
  const desk = storeDesk(store, (record) => ingressesOn(record, controller.describe().loadBalancers));
  const admin = await startAdminServer({
    socketPath: controlSocketPath(settings.stateDir),
    routes: apiRoutes({
      version: programVersion(),
      desk,
      describe: () => controller.describe(),
      workers: () => link.workers(),
    }),
    logger,
  });
  link.onShutdown(async () => {
    await controller.close();
    await Promise.all([source.close(), provider.close(), admin.close()]);
  });
  await controller.start();
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
