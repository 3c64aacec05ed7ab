import { isDeepStrictEqual } from 'node:util';
import { type SettingName, settingNames, settings } from './catalogue.ts';
import { asServeSettings, type EffectiveSettings } from './effective-settings.ts';
import type { Origin } from './origin.ts';

/** What becomes of settings that were read anew while a server runs. */
export interface Reload {
  /** The settings that hold now: what is hot as it was read, the rest as it was. */
  readonly effective: EffectiveSettings;
  readonly changed: readonly SettingName[];
  /** Differ from what holds, and wait for a restart. */
  readonly waiting: readonly SettingName[];
}

/** Pure. A setting keeps its identity where it stays equal. */
export function mergeReload(inForce: EffectiveSettings, read: EffectiveSettings): Reload {
  const values: Record<string, unknown> = {};
  const origins: Partial<Record<SettingName, Origin>> = {};
  const changed: SettingName[] = [];
  const waiting: SettingName[] = [];
  for (const name of settingNames) {
    const same = isDeepStrictEqual(inForce.settings[name], read.settings[name]);
    const keeps = !same && !settings[name].hot;
    if (!same) (keeps ? waiting : changed).push(name);
    const value = same || keeps ? inForce.settings[name] : read.settings[name];
    if (value !== undefined) values[name] = value;
    const origin = (keeps ? inForce : read).origins[name];
    if (origin !== undefined) origins[name] = origin;
  }
  return { effective: { settings: asServeSettings(values), origins }, changed, waiting };
}
