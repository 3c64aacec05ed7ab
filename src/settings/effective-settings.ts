import { dirname, resolve } from 'node:path';
import { isSettingName, type ServeSettings, type SettingName, settingNames, settings } from './catalogue.ts';
import { formatOf } from './formats.ts';
import { flagName, variableName } from './names.ts';
import type { Origin, SettingProblem } from './origin.ts';
import { providerProblems } from './provider-problems.ts';
import { isServiceLink } from './service-links.ts';
import type { Setting } from './setting.ts';
import { allowedValues, isAllowed, valueOfText } from './setting-value.ts';
import { SettingsError } from './settings-error.ts';
import { type FileSettings, parseSettingsFile, readSettingsText } from './settings-file.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The flags of a command line by the names of their settings, as the command line parser gives them. */
export type Flags = Readonly<Record<string, unknown>>;

/** What settings are made of. A flag wins over its variable, a variable over the file, and that over the default. */
export interface SettingsInput {
  readonly flags: Flags;
  readonly env: Environment;
  /** The state directory where nothing says another. */
  readonly stateDir: string;
}

/** The settings that hold, and where each comes from. Plain data. */
export interface EffectiveSettings {
  readonly settings: ServeSettings;
  /** A setting that is not here has its default. */
  readonly origins: Readonly<Partial<Record<SettingName, Origin>>>;
}

interface Given {
  readonly value: unknown;
  /** What stands in the variable, where it is one. */
  readonly text?: string;
  readonly origin: Origin;
}

/**
 * Reads settings: flags, `SLUICE_*` variables, the file that `--config` names, defaults.
 * @throws SettingsError that names everything that is wrong.
 */
export async function readSettings(input: SettingsInput): Promise<EffectiveSettings> {
  const config = given('config', input, undefined);
  if (typeof config?.value !== 'string' || config.value === '') return combineSettings(input, undefined);
  const read = await readSettingsText(resolve(config.value));
  if ('failure' in read) {
    const { origin } = config;
    const hint = 'Name a file of settings that can be read.';
    throw new SettingsError([{ setting: 'config', origin, message: read.failure, hint }]);
  }
  return combineSettings(input, parseSettingsFile(resolve(config.value), read.text));
}

/** Puts together what was said where. @throws SettingsError that names everything that is wrong. */
export function combineSettings(input: SettingsInput, file: FileSettings | undefined): EffectiveSettings {
  const values: Record<string, unknown> = { stateDir: input.stateDir };
  const origins: Partial<Record<SettingName, Origin>> = {};
  const problems: SettingProblem[] = [...(file?.problems ?? [])];
  const absent: SettingProblem[] = [];
  for (const name of settingNames) {
    const setting = settings[name];
    const found = given(name, input, file);
    if (found === undefined) {
      if (setting.default !== undefined) values[name] = setting.default;
      else if (setting.required && values[name] === undefined) absent.push(missing(name, setting, input));
      continue;
    }
    const { value, origin } = found;
    origins[name] = origin;
    if (isAllowed(setting, value)) values[name] = resolved(setting, value, origin);
    else problems.push(wrong(name, setting, found));
  }
  problems.push(...portProblems(values, origins));
  // In a file that is wrong, what seems to be missing may only be misspelled.
  if (problems.length === 0) problems.push(...absent, ...providerProblems(values, origins));
  if (problems.length > 0) throw new SettingsError(problems);
  return { settings: asServeSettings(values), origins };
}

function given(
  name: SettingName,
  { flags, env }: SettingsInput,
  file: FileSettings | undefined,
): Given | undefined {
  const setting = settings[name];
  const flag = flags[name];
  if (flag !== undefined) {
    const value = typeof flag === 'string' ? valueOfText(setting, flag) : flag;
    return { value, origin: { kind: 'flag', name: flagName(name, value) } };
  }
  const variable = variableName(name);
  const text = env[variable];
  if (text !== undefined && text !== '') {
    return { value: valueOfText(setting, text), text, origin: { kind: 'variable', name: variable } };
  }
  return file?.entries.get(name);
}

function resolved(setting: Setting, value: unknown, origin: Origin): unknown {
  if (setting.form !== 'text' || typeof value !== 'string' || !formatOf(setting.format).path) return value;
  return origin.kind === 'file' ? resolve(dirname(origin.file), value) : resolve(value);
}

function wrong(name: SettingName, setting: Setting, { text, origin }: Given): SettingProblem {
  const message = `expected ${allowedValues(setting)}`;
  if (text === undefined || !isServiceLink(text)) return { setting: name, origin, message };
  const hint = 'Kubernetes made it for a Service: set enableServiceLinks: false in the spec of the pod.';
  return { setting: name, origin, message, hint };
}

function missing(name: SettingName, { doc }: Setting, { flags }: SettingsInput): SettingProblem {
  const message =
    flags['config'] === undefined
      ? `required: the ${doc}`
      : `required, here or as ${name} in the file: the ${doc}`;
  return { setting: name, origin: { kind: 'flag', name: flagName(name) }, message };
}

function portProblems(
  { httpPort, httpsPort }: Readonly<Record<string, unknown>>,
  origins: EffectiveSettings['origins'],
): readonly SettingProblem[] {
  const port = httpPort ?? 80;
  const origin = origins.httpsPort ?? origins.httpPort;
  if (origin === undefined || port !== (httpsPort ?? 443)) return [];
  const hint = 'Give each a port of its own; HTTP takes 80 and HTTPS 443 where nothing is said.';
  const message = `HTTP and HTTPS cannot both listen on port ${port}`;
  return [{ setting: httpsPort === undefined ? 'httpPort' : 'httpsPort', origin, message, hint }];
}

/**
 * Takes values for settings that are all there and all allowed.
 * @throws Error where they are not: only our own code hands such over.
 */
export function asServeSettings(values: Readonly<Record<string, unknown>>): ServeSettings {
  if (!isServeSettings(values)) throw new Error('these are not the settings of a server');
  return values;
}

function isServeSettings(values: object): values is ServeSettings {
  const named = new Map(Object.entries(values));
  for (const name of named.keys()) if (!isSettingName(name)) return false;
  return settingNames.every((name) => {
    const setting = settings[name];
    const value: unknown = named.get(name);
    if (value === undefined) return setting.default === undefined && !setting.required;
    return isAllowed(setting, value);
  });
}
