import { openStateDirectory, systemClock } from '../../base/index.ts';
import type { AdminSocket } from '../../model/index.ts';
import {
  type AddressPools,
  type BuiltinProvider,
  builtinProvider,
  type InstanceStore,
} from '../../provider/index.ts';
import type { SupervisorLink } from '../../proxy/index.ts';
import type { ServeSettings } from '../../settings/index.ts';
import { directorySource, type Source } from '../../source/index.ts';
import { createLogger, type LevelLogger } from '../../telemetry/index.ts';
import { dataPlaneSettings } from './data-plane-settings.ts';
import { openStore } from './open-store.ts';

/** What the control process is built of. */
export interface ControlParts {
  readonly source: Source;
  readonly store: InstanceStore;
  readonly provider: BuiltinProvider;
  readonly logger: LevelLogger;
}

/** @throws OperatorError when the state directory cannot be used. */
export async function openParts(
  settings: ServeSettings,
  pools: AddressPools,
  link: SupervisorLink,
): Promise<ControlParts> {
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
export function providerSettings(
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
