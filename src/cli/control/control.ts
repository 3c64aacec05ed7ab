import { isDeepStrictEqual } from 'node:util';
import { openStateDirectory, systemClock } from '../../base/index.ts';
import { type Controller, createController } from '../../controller/index.ts';
import type { Ingress } from '../../kubernetes/types/index.ts';
import type { AdminSocket, LoadBalancer } from '../../model/index.ts';
import {
  type AddressPools,
  type BuiltinProvider,
  builtinProvider,
  type InstanceRecord,
  type InstanceStore,
} from '../../provider/index.ts';
import { connectSupervisor, type SupervisorLink } from '../../proxy/index.ts';
import type { ServeOrder, ServeSettings } from '../../settings/index.ts';
import { directorySource, type Source } from '../../source/index.ts';
import { createLogger, type LevelLogger } from '../../telemetry/index.ts';
import { createTranslator, ingressProfile } from '../../translate/index.ts';
import { programVersion } from '../program-version.ts';
import { readAddressPools } from './address-pools.ts';
import { type Admin, startAdmin } from './admin.ts';
import { countersBody } from './counters-body.ts';
import { dataPlaneSettings } from './data-plane-settings.ts';
import { serverExplainer } from './explain-sources.ts';
import { storeDesk } from './instance-desk.ts';
import { addressReports } from './instance-problems.ts';
import { followSettings } from './live-settings.ts';
import { openLogDesk } from './log-desk.ts';
import { manifestInstance } from './manifest-instance.ts';
import { createMetrics } from './metrics-sources.ts';
import { openStore } from './open-store.ts';
import { createServerReports } from './server-reports.ts';
import { settingRows } from './setting-rows.ts';
import { createStory } from './story.ts';
import { TrafficMeter } from './traffic-meter.ts';
import { translateSettings } from './translate-settings.ts';

/**
 * Builds and runs the control process: source, translator, provider, controller and control socket.
 * Returns once all of it runs; the process then lives as long as its supervisor wants.
 * @throws OperatorError when the settings, the state directory or the manifests cannot be used.
 */
export async function runControl(order: ServeOrder): Promise<void> {
  const { settings } = order.effective;
  const link = connectSupervisor();
  // Workers that hold a configuration got it from a control process before this one, which told what it serves.
  const silent = (await link.channel.inventory()).size > 0;
  const pools = readAddressPools(settings);
  const { source, store, provider, logger } = await openParts(settings, pools, link);
  const serverReports = createServerReports(() => controller.reportsChanged());
  const logs = openLogDesk({
    link,
    file: settings.accessLogFile,
    clock: systemClock,
    reports: serverReports,
  });
  const story = createStory({
    settings,
    store,
    silent,
    describe: () => controller.describe(),
    adminAddress: () => admin.address(),
  });
  const metrics = createMetrics({
    version: programVersion(),
    link,
    describe: () => controller.describe(),
    settings: () => live.effective.settings,
    pod: { namespace: process.env['POD_NAMESPACE'] ?? '', name: process.env['POD_NAME'] ?? '' },
  });
  let translated = translateSettings(settings);
  const controller: Controller = createController({
    source,
    translator: createTranslator(translated),
    provider,
    clock: systemClock,
    logger,
    onInstances: (documents) =>
      store.setManifests(
        documents.map((document) =>
          manifestInstance(document, source.place('SLBInstance', document.metadata.name)),
        ),
      ),
    extraReports: () => [...addressReports(store.list(), pools), ...serverReports.all()],
    onStatus: (update) => story.take(update),
    onStep: metrics.onStep,
  });
  let adminSocket: AdminSocket | undefined;
  const apply = (changed: ServeSettings): void => {
    logger.setLevel(changed.logLevel);
    provider.change(providerSettings(changed, adminSocket));
    const translation = translateSettings(changed, adminSocket);
    if (isDeepStrictEqual(translation, translated)) return;
    translated = translation;
    controller.retranslate(createTranslator(translation));
  };
  const live = followSettings({
    order,
    reports: serverReports,
    logger,
    keep: (text) => link.keepSettings(text),
    apply,
  });
  const traffic = new TrafficMeter(() => link.counters(), systemClock);
  let stopping = false;
  link.onStopping(() => {
    stopping = true;
  });
  const sources = {
    version: programVersion(),
    desk: storeDesk(store, {
      pools,
      answers: () => controller.describe().answers,
      ingressesOn: (record) => ingressesOn(record, controller.describe().loadBalancers),
    }),
    describe: () => controller.describe(),
    places: source,
    processes: () => link.processes(),
    counters: () => countersBody(link.counters()),
    metrics,
    settings: () => settingRows(live.effective, live.waiting),
    explain: serverExplainer(() => controller.describe(), source, {
      now: () => systemClock.now(),
      gauges: () => link.gauges(),
    }),
    defaultCertificate: () => live.effective.settings.defaultCertificate,
    profileOf: (ingress: Ingress) =>
      ingressProfile(ingress, controller.describe().snapshot.ingressClasses, translated),
    accessLogDropped: () => link.counters().counts.get('accessLogLinesDropped') ?? 0,
    stopping: () => stopping,
    inventory: () => link.channel.inventory(),
    gauges: () => link.gauges(),
    traffic,
    errors: logs.errors,
    log: logs.log,
  };
  const admin: Admin = await startAdmin({
    settings,
    sources,
    reports: serverReports,
    logger,
    trustedNames: () => live.effective.settings.adminHosts,
    onSocket: (socket) => {
      adminSocket = socket;
      apply(live.effective.settings);
    },
  });
  link.onShutdown(async () => {
    live.close();
    logs.close();
    metrics.close();
    traffic.close();
    await controller.close();
    await Promise.all([source.close(), provider.close(), admin.close()]);
  });
  await controller.start();
  link.ready();
}

interface Parts {
  readonly source: Source;
  readonly store: InstanceStore;
  readonly provider: BuiltinProvider;
  readonly logger: LevelLogger;
}

async function openParts(settings: ServeSettings, pools: AddressPools, link: SupervisorLink): Promise<Parts> {
  const { logLevel, stateDir, manifests, keepKeys, echo, echoAll } = settings;
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
    ...(echo || echoAll ? { echo: link.echo, echoAll } : {}),
  });
  const provider = builtinProvider({
    store,
    channel: link.channel,
    pools,
    clock,
    logger,
    ...providerSettings(settings),
    ports: bindPorts(settings),
    keysFolder: directory.file('keys'),
  });
  return { source, store, provider, logger };
}

/** What of the provider may change while it runs. */
function providerSettings(
  settings: ServeSettings,
  admin?: AdminSocket,
): Parameters<BuiltinProvider['change']>[0] {
  return {
    releaseDelayMs: settings.releaseDelay * 1000,
    retain: settings.retainInstances,
    dataPlane: dataPlaneSettings(settings, admin),
  };
}

function bindPorts({ httpPort, httpsPort }: ServeSettings): { http?: number; https?: number } {
  return {
    ...(httpPort === undefined ? {} : { http: httpPort }),
    ...(httpsPort === undefined ? {} : { https: httpsPort }),
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
