import { z } from 'zod';
import {
  settings as catalogue,
  describeValue,
  type EffectiveSettings,
  type Origin,
  type SettingName,
  settingNames,
} from '../../settings/index.ts';

/** A setting as `sluice config print` shows it, and as the control socket sends it. */
export interface SettingRow {
  readonly name: string;
  /** Null where nothing is set and there is no default; a secret is not shown. */
  readonly value: unknown;
  /** The value for people. */
  readonly text: string;
  readonly origin: string;
  readonly unit?: string | undefined;
  readonly change: 'hot' | 'restart';
  /** True where the file says another value, which waits for a restart. */
  readonly waiting: boolean;
}

export const settingRowsSchema: z.ZodType<readonly SettingRow[]> = z.array(
  z.object({
    name: z.string(),
    value: z.unknown(),
    text: z.string(),
    origin: z.string(),
    unit: z.string().optional(),
    change: z.enum(['hot', 'restart']),
    waiting: z.boolean(),
  }),
);

/** Every setting, its value, and where that comes from. */
export function settingRows(
  { settings, origins }: EffectiveSettings,
  waiting: readonly SettingName[] = [],
): readonly SettingRow[] {
  return settingNames.map((name) => {
    const setting = catalogue[name];
    const value = settings[name];
    return {
      name,
      value: setting.secret && value !== undefined ? '***' : (value ?? null),
      text: describeValue(setting, value),
      origin: describeOrigin(origins[name]),
      ...(setting.form === 'number' && setting.unit !== undefined ? { unit: setting.unit } : {}),
      change: setting.hot ? 'hot' : 'restart',
      waiting: waiting.includes(name),
    };
  });
}

function describeOrigin(origin: Origin | undefined): string {
  if (origin === undefined) return 'default';
  return origin.kind === 'file' ? `${origin.file}:${origin.line}` : origin.name;
}
