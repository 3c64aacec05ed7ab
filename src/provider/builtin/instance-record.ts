import type { AddressType, InstanceFacts } from '../../model/index.ts';

/** The owner a record names for listeners that Sluice itself put on an instance. */
export const ownListener = 'sluice';

/** What a user asks of an instance. */
export interface InstanceSpec {
  readonly name?: string;
  readonly addressType: AddressType;
  /** `slb.s1.small` … `slb.s3.large`, `slb.lcu.elastic`; empty means shared-performance. */
  readonly specification: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** A wish: an address of the pool, as published or as bound. */
  readonly address?: string;
  readonly vpcId?: string;
}

/** A listener as a record has it. */
export interface RecordedListener {
  readonly port: number;
  readonly protocol: 'http' | 'https' | 'tcp' | 'udp';
  /** `sluice`, or the name of another owner. */
  readonly owner: string;
}

export type InstanceState = 'active' | 'inactive' | 'locked';

/** What Sluice says of an instance. */
export interface InstanceStatus {
  readonly state: InstanceState;
  /** The address clients use, and the one listened on; both absent until the pool gave one. */
  readonly address?: string;
  readonly bind?: string;
  /** Ports clients use, by listener port. */
  readonly ports?: Readonly<Record<number, number>>;
  readonly listeners: readonly RecordedListener[];
  /** Since when no Ingress uses an instance we made, milliseconds since the epoch. */
  readonly idleSince?: number;
}

/** Where the user's part of a record lives: in the state directory (ours to delete) or in a manifest (the user's). */
export type InstanceHome =
  | { readonly kind: 'state' }
  | { readonly kind: 'manifest'; readonly document: string; readonly file?: string };

/** An instance of the builtin provider. */
export interface InstanceRecord {
  readonly id: string;
  readonly name: string;
  readonly spec: InstanceSpec;
  /** True for the one made for Ingresses that name none. */
  readonly managed: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly home: InstanceHome;
  readonly status: InstanceStatus;
}

/** A new instance; `state` and `listeners` let trials act out instances that are locked or used by others. */
export interface NewInstance {
  readonly spec: InstanceSpec;
  readonly state?: InstanceState;
  readonly listeners?: readonly RecordedListener[];
}

/** A record in the shape all providers share. */
export function instanceFacts({ id, name, spec, managed, status }: InstanceRecord): InstanceFacts {
  return {
    id,
    name,
    status: status.state,
    specification: spec.specification,
    addressType: spec.addressType,
    ...(status.address === undefined ? {} : { address: status.address }),
    ...(spec.vpcId === undefined ? {} : { vpcId: spec.vpcId }),
    tags: spec.tags ?? {},
    managed,
    listeners: status.listeners.map(({ port, protocol, owner }) => ({
      port,
      protocol,
      owner: owner === ownListener ? 'ours' : { other: owner },
      running: status.state === 'active',
    })),
  };
}

/** True when Sluice has a listener on the instance. */
export function hasOwnListener({ status }: InstanceRecord): boolean {
  return status.listeners.some(({ owner }) => owner === ownListener);
}
