import type { ParsedValue } from '../annotation.ts';
import { invalid, valid } from '../annotation-values.ts';
import type { AffinityPolicy } from '../policies.ts';
import { isCookiePath } from './cookie-syntax.ts';

export type SameSite = NonNullable<AffinityPolicy['sameSite']>;

/** All values of SameSite. */
export const sameSites: readonly SameSite[] = ['None', 'Lax', 'Strict'];

/** Takes any case. */
export function parseSameSite(text: string): ParsedValue<SameSite> {
  const found = sameSites.find((word) => word.toLowerCase() === text.toLowerCase());
  return found === undefined ? invalid() : valid(found);
}

export function parseCookiePath(text: string): ParsedValue<string> {
  return isCookiePath(text) ? valid(text) : invalid();
}
