import type { Command } from 'commander';
import { systemClock } from '../../base/index.ts';
import { readSettings, type ServeSettings, settings } from '../../settings/index.ts';
import { createLogger } from '../../telemetry/index.ts';
import { addSettingOption, givenFlags } from '../commands/serve-options.ts';
import type { InstanceDesk } from '../control/instance-desk.ts';
import { defaultStateDirectory } from '../state-path.ts';

/** The settings that say which cloud is meant. */
const names = [
  'config',
  'provider',
  'region',
  'clusterId',
  'vpcId',
  'clbEndpoint',
  'ecsEndpoint',
  'vpcEndpoints',
] as const;

/** Adds the flags of `sluice serve` that say which cloud to ask where no server runs; variables and `--config` hold as there. */
export function addCloudOptions(command: Command): Command {
  command.optionsGroup('Without a running server, as of sluice serve:');
  for (const name of names) addSettingOption(command, name, settings[name]);
  command.optionsGroup('Options:');
  return command;
}

/** Asks the cloud itself, where the settings name one; else `otherwise`. @throws SettingsError as `sluice serve` does. */
export async function atCloudDesk<T>(
  command: Command,
  ask: (desk: InstanceDesk) => Promise<T>,
  otherwise: () => Promise<T>,
): Promise<T> {
  const settings = await readCloudSettings(command);
  if (settings.provider === 'builtin') return otherwise();
  const [{ openClb }, { clbDesk }] = await Promise.all([import('./open-clb.ts'), import('./clb-desk.ts')]);
  const logger = createLogger({ level: 'silent', pretty: false, name: 'slb' });
  const opened = await openClb(settings, process.env, { clock: systemClock, logger });
  try {
    const { list, find } = opened;
    return await ask(clbDesk({ ...opened.settings, list, find, answers: () => [], ingressesOn: () => [] }));
  } finally {
    opened.close();
  }
}

async function readCloudSettings(command: Command): Promise<ServeSettings> {
  const given = givenFlags(command);
  const flags = Object.fromEntries(names.map((name) => [name, given[name]]));
  const stateDir = defaultStateDirectory(process.env);
  // Which instances there are has nothing to do with manifests: none are read.
  const input = { flags: { manifests: '.', ...flags }, env: process.env, stateDir };
  return (await readSettings(input)).settings;
}
