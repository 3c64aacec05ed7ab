import type { Command } from 'commander';
import { flagName, readSettings, type ServeSettings, settings } from '../../settings/index.ts';
import { addSettingOption, givenFlags } from '../commands/serve-options.ts';
import { defaultStateDirectory } from '../state-path.ts';

/** The settings that decide what becomes of manifests. */
const names = [
  'config',
  'classless',
  'profiles',
  'takeOverIngressNginx',
  'sslRedirect',
  'defaultBackend',
  'defaultCertificate',
  'allowExternalName',
] as const;

/** Adds the flags of `sluice serve` that decide what becomes of manifests; variables and `--config` hold as there. */
export function addOfflineOptions(command: Command): void {
  command.optionsGroup('Settings, as of sluice serve:');
  for (const name of names) addSettingOption(command, name, settings[name]);
  command.optionsGroup('Options:');
}

/** The same flags again, as they were given, for a server that is started. */
export function offlineFlags(command: Command): readonly string[] {
  const given = givenFlags(command);
  return names.flatMap((name) => {
    const value = given[name];
    if (value === undefined) return [];
    if (typeof value === 'boolean') return [value ? flagName(name) : flagName(name).replace('--', '--no-')];
    return Array.isArray(value) ? [flagName(name), ...value.map(String)] : [flagName(name), String(value)];
  });
}

/** The settings that a server on `manifests` would have. @throws SettingsError as `sluice serve` does. */
export async function readOfflineSettings(command: Command, manifests: string): Promise<ServeSettings> {
  const given = givenFlags(command);
  const flags = Object.fromEntries(names.map((name) => [name, given[name]]));
  const stateDir = defaultStateDirectory(process.env);
  const read = await readSettings({ flags: { ...flags, manifests }, env: process.env, stateDir });
  return read.settings;
}
