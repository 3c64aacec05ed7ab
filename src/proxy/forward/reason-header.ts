import type { Reason } from '../../model/index.ts';

const none: readonly string[] = [];

/** The field that says why we answer ourselves, where `told`: its name and value, or nothing. */
export function reasonHeader(reason: Reason | undefined, told: boolean): readonly string[] {
  return told && reason !== undefined ? ['X-Sluice-Reason', reason] : none;
}
