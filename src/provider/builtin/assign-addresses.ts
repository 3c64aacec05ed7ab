import type { AddressType } from '../../model/index.ts';
import type { Refusal } from '../check-reuse.ts';
import { type AddressEntry, type AddressPools, canonicalAddress } from './address-pool.ts';

/** Stands for the instance that is yet to be made; no id has this form. */
export const newInstance = 'new instance';

/** What an instance has and wants. */
export interface AddressNeed {
  readonly id: string;
  readonly addressType: AddressType;
  readonly wish?: string;
  /** The address it is bound to at present. */
  readonly bind?: string;
}

/** The address of an instance, or why it has none. */
export type Assignment =
  | { readonly kind: 'assigned'; readonly entry: AddressEntry }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Gives each instance an address of the pool of its type. Pure. `needs` stand oldest first: a wish is granted unless an
 * older instance has the address, whoever has an address keeps it, and the rest get what no one has or, if it can be helped, wishes.
 */
export function assignAddresses(
  needs: readonly AddressNeed[],
  pools: AddressPools,
): ReadonlyMap<string, Assignment> {
  const assignments = new Map<string, Assignment>();
  for (const type of ['internet', 'intranet'] as const) {
    assignOfType(
      needs.filter(({ addressType }) => addressType === type),
      pools[type],
      assignments,
    );
  }
  return assignments;
}

function assignOfType(
  needs: readonly AddressNeed[],
  pool: readonly AddressEntry[],
  assignments: Map<string, Assignment>,
): void {
  const takenBy = new Map<string, string>();
  const take = (id: string, entry: AddressEntry): void => {
    takenBy.set(entry.bind, id);
    assignments.set(id, { kind: 'assigned', entry });
  };
  const refuse = (id: string, refusal: Refusal): void => {
    assignments.set(id, { kind: 'refused', refusal });
  };

  const without: AddressNeed[] = [];
  for (const need of needs) {
    const entry =
      need.wish === undefined ? pool.find(({ bind }) => bind === need.bind) : findEntry(pool, need.wish);
    const holder = entry === undefined ? undefined : takenBy.get(entry.bind);
    if (entry !== undefined && holder === undefined) take(need.id, entry);
    else if (need.wish === undefined) without.push(need);
    else if (holder === undefined) refuse(need.id, unavailable(need.id, need.wish, need.addressType));
    else refuse(need.id, conflict(need.id, need.wish, holder));
  }
  for (const { id, addressType } of without) {
    const entry = pool.find(({ bind }) => !takenBy.has(bind));
    if (entry === undefined) refuse(id, exhausted(id, addressType, pool.length));
    else take(id, entry);
  }
}

function findEntry(pool: readonly AddressEntry[], address: string): AddressEntry | undefined {
  const wanted = canonicalAddress(address);
  return pool.find(({ published }) => published === wanted) ?? pool.find(({ bind }) => bind === wanted);
}

function unavailable(id: string, wish: string, type: AddressType): Refusal {
  const message = `${called(id)} wants address ${wish}, which is not in the ${type} pool.`;
  return { reason: 'AddressUnavailable', message };
}

function conflict(id: string, wish: string, holder: string): Refusal {
  const message = `${called(id)} wants address ${wish}, which instance ${holder} has: it is older, or first by name.`;
  return { reason: 'AddressConflict', message };
}

function exhausted(id: string, type: AddressType, size: number): Refusal {
  const message = `${called(id)} has no address: all ${size} of the ${type} pool are in use.`;
  return { reason: 'AddressPoolExhausted', message };
}

function called(id: string): string {
  return id === newInstance ? 'The new instance' : `Instance ${id}`;
}
