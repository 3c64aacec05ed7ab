import type { Refusal } from '../check-reuse.ts';
import type { AddressPools } from './address-pool.ts';
import { type AddressNeed, type Assignment, assignAddresses, newInstance } from './assign-addresses.ts';
import type { InstanceRecord, InstanceSpec } from './instance-record.ts';

/** What an instance has and wants of addresses. */
export function addressNeed({ id, spec, status }: InstanceRecord): AddressNeed {
  return {
    id,
    addressType: spec.addressType,
    ...(spec.address === undefined ? {} : { wish: spec.address }),
    ...(status.bind === undefined ? {} : { bind: status.bind }),
  };
}

/** Why instances have no address, by id, whether or not an Ingress uses them. `instances` stand oldest first. */
export function addressRefusals(
  instances: readonly InstanceRecord[],
  pools: AddressPools,
): ReadonlyMap<string, Refusal> {
  const assignments = assignAddresses(instances.map(addressNeed), pools);
  return new Map(
    [...assignments].flatMap(([id, assignment]) => {
      const refusal = refusalOf(assignment);
      return refusal === undefined ? [] : [[id, refusal] as const];
    }),
  );
}

/** Why the address that a new instance asks for cannot be given to it; undefined when it can, or none is asked for. */
export function refuseWish(
  { addressType, address }: InstanceSpec,
  instances: readonly InstanceRecord[],
  pools: AddressPools,
): Refusal | undefined {
  if (address === undefined) return undefined;
  const need: AddressNeed = { id: newInstance, addressType, wish: address };
  return refusalOf(assignAddresses([...instances.map(addressNeed), need], pools).get(newInstance));
}

function refusalOf(assignment: Assignment | undefined): Refusal | undefined {
  return assignment?.kind === 'refused' ? assignment.refusal : undefined;
}
