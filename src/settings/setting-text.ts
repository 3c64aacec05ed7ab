import type { Setting } from './setting.ts';

/** A value as people write it: lists with commas. What a setting keeps secret is not shown. */
export function describeValue(setting: Setting, value: unknown): string {
  if (value === undefined) return setting.otherwise ?? '';
  return setting.secret ? '***' : plainText(value);
}

/** What holds where nothing is said; empty for a setting that must be given. */
export function describeDefault({ default: standard, otherwise = '' }: Setting): string {
  return standard === undefined ? otherwise : plainText(standard);
}

function plainText(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return value.length === 0 ? 'none' : value.join(', ');
}
