import type { HeldParts } from './held-parts.ts';
import type { PartChanges } from './operations.ts';
import type { WantedPart } from './wanted-parts.ts';

/**
 * What differs between the parts wanted and those held of one load balancer. A listener not known to be open is set
 * again, which opens it where that has become possible. Nothing is deleted unless `mayDelete`.
 */
export function partChanges(
  wanted: readonly WantedPart[],
  held: ReadonlyMap<string, string>,
  openListeners: ReadonlyMap<string, unknown>,
  mayDelete: boolean,
): Pick<PartChanges, 'set' | 'deleted'> {
  const set: WantedPart[] = [];
  let kept = 0;
  for (const part of wanted) {
    const { key, hash } = part.encoded;
    const heldHash = held.get(key);
    if (heldHash !== undefined) kept += 1;
    const open = part.listener === undefined || openListeners.has(part.listener.id);
    if (heldHash !== hash || !open) set.push(part);
  }
  if (!mayDelete || kept === held.size) return { set, deleted: [] };
  const keys = new Set(wanted.map(({ encoded }) => encoded.key));
  return { set, deleted: [...held.keys()].filter((key) => !keys.has(key)) };
}

/** Takes every part of a load balancer away. */
export function removeAll(held: HeldParts, table: string): PartChanges {
  return { set: [], deleted: [...held.ofTable(table).keys()], certificates: new Map() };
}

export const noChanges: PartChanges = { set: [], deleted: [], certificates: new Map() };
