import { z } from 'zod';
import { isSettingName } from './catalogue.ts';
import { asServeSettings, type EffectiveSettings, type Flags } from './effective-settings.ts';
import type { Origin } from './origin.ts';

/** What the supervisor hands to a control process: the settings that hold, and the flags to read them anew with. */
export interface ServeOrder {
  readonly effective: EffectiveSettings;
  readonly flags: Flags;
}

const origin: z.ZodType<Origin> = z.union([
  z.object({ kind: z.enum(['flag', 'variable']), name: z.string() }),
  z.object({ kind: z.literal('file'), file: z.string(), line: z.int(), column: z.int() }),
]);

const order = z.object({
  effective: z.object({
    settings: z.record(z.string(), z.unknown()),
    origins: z.record(z.string(), origin),
  }),
  flags: z.record(z.string(), z.unknown()),
});

export function encodeOrder(order: ServeOrder): string {
  return JSON.stringify(order);
}

/** @throws Error on text that {@link encodeOrder} did not make. */
export function decodeOrder(text: string): ServeOrder {
  const { effective, flags } = order.parse(JSON.parse(text));
  const origins = Object.entries(effective.origins).filter(([name]) => isSettingName(name));
  return {
    effective: { settings: asServeSettings(effective.settings), origins: Object.fromEntries(origins) },
    flags,
  };
}
