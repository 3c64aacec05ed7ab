import { openStateDirectory, systemClock } from '../../base/index.ts';
import type { SupervisorLink } from '../../proxy/index.ts';
import type { ServeSettings } from '../../settings/index.ts';
import { directorySource, type Source } from '../../source/index.ts';
import { createLogger, type LevelLogger } from '../../telemetry/index.ts';
import { type WiringOptions, wireBuiltin } from './builtin-wiring.ts';
import type { ProviderWiring } from './provider-wiring.ts';

/** What the control process is built of. */
export interface ControlParts {
  readonly source: Source;
  readonly wiring: ProviderWiring;
  readonly logger: LevelLogger;
}

/** @throws OperatorError when the state directory, or what the provider needs, cannot be used. */
export async function openParts(settings: ServeSettings, link: SupervisorLink): Promise<ControlParts> {
  const { logLevel, stateDir, manifests, keepKeys, echo, echoAll } = settings;
  const clock = systemClock;
  const logger = createLogger({ level: logLevel, pretty: process.stderr.isTTY, name: 'control' });
  const directory = await openStateDirectory(stateDir);
  const source = directorySource({
    directory: manifests,
    stateDirectory: directory.path,
    clock,
    logger,
    keepKeys,
    ...(echo || echoAll ? { echo: link.echo, echoAll } : {}),
  });
  const wiring = await wire({ settings, directory, source, clock, logger }, link);
  return { source, wiring, logger };
}

/** Only the code of the provider that was chosen is loaded. */
async function wire(options: WiringOptions, link: SupervisorLink): Promise<ProviderWiring> {
  if (options.settings.provider === 'builtin') return wireBuiltin(options, link);
  const { wireClb } = await import('./clb-wiring.ts');
  return wireClb(options);
}
