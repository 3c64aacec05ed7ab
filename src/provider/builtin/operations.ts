import type { CertificateRef, LoadBalancer } from '../../model/index.ts';
import type { ListenerPart } from '../../proxy/index.ts';
import type { Operation, ProviderProblem } from '../load-balancer-provider.ts';
import type { AddressEntry, AddressPools } from './address-pool.ts';
import type { HeldParts } from './held-parts.ts';
import type { InstanceRecord, InstanceSpec } from './instance-record.ts';
import type { WantedPart } from './wanted-parts.ts';

/** How the parts the workers hold have to change for one load balancer. */
export interface PartChanges {
  readonly set: readonly WantedPart[];
  /** Part keys. */
  readonly deleted: readonly string[];
  /** Every certificate the load balancer uses, by id; the fake one has no reference. */
  readonly certificates: ReadonlyMap<string, CertificateRef | undefined>;
}

/** Makes the instance for Ingresses that name none. */
export interface CreateInstance extends Operation {
  readonly kind: 'create-instance';
  readonly spec: InstanceSpec;
}

/** Gives an instance an address, or takes it away where `entry` is absent. */
export interface AssignAddress extends Operation {
  readonly kind: 'assign-address';
  readonly instance: string;
  readonly entry?: AddressEntry;
}

/** Starts to use an existing instance. */
export interface TakeInstance extends Operation {
  readonly kind: 'take-instance';
  readonly instance: string;
}

/** Brings the parts of a load balancer up to date; `keep` when they are. */
export interface ProgramLoadBalancer extends Operation {
  readonly kind: 'program' | 'keep';
  readonly wanted: LoadBalancer;
  /** Absent: the one `create-instance` makes. */
  readonly instance?: string;
  readonly entry: AddressEntry;
  readonly listeners: readonly ListenerPart[];
  readonly changes: PartChanges;
}

/** Leaves a load balancer unprogrammed: `keeps` says whether what it served before goes on being served. */
export interface RefuseLoadBalancer extends Operation {
  readonly kind: 'refuse';
  readonly instance?: string;
  readonly problems: readonly ProviderProblem[];
  readonly keeps: boolean;
  readonly changes: PartChanges;
}

/** Takes our listeners and routes off an instance that no Ingress uses any more. */
export interface ReleaseListeners extends Operation {
  readonly kind: 'release-listeners';
  readonly changes: PartChanges;
}

/** Empties the instance we made, which no Ingress uses any more, and notes since when. */
export interface EmptyInstance extends Operation {
  readonly kind: 'empty-instance';
  readonly instance: string;
  readonly idleSince: number;
  readonly changes: PartChanges;
}

/** Deletes an instance we made. */
export interface DeleteInstance extends Operation {
  readonly kind: 'delete-instance';
  readonly instance: string;
  readonly changes: PartChanges;
}

/** Takes certificates that nothing uses from the workers. */
export interface RemoveCertificates extends Operation {
  readonly kind: 'remove-certificates';
  readonly certificates: readonly string[];
}

/** Takes endpoints of backends that no route uses from the workers: left by an earlier control process. */
export interface RemoveEndpoints extends Operation {
  readonly kind: 'remove-endpoints';
}

/** One step of a plan of the builtin provider. */
export type BuiltinOperation =
  | AssignAddress
  | CreateInstance
  | DeleteInstance
  | EmptyInstance
  | ProgramLoadBalancer
  | RefuseLoadBalancer
  | ReleaseListeners
  | RemoveCertificates
  | RemoveEndpoints
  | TakeInstance;

/** What the builtin provider plans against. */
export interface BuiltinActual {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Oldest first. */
  readonly instances: readonly InstanceRecord[];
  readonly held: HeldParts;
  /** Backends whose endpoints the workers hold though nobody set them. */
  readonly staleEndpoints: number;
  /** Listener parts that all workers are known to have open, by id. */
  readonly openListeners: ReadonlyMap<string, ListenerPart>;
  readonly pools: AddressPools;
  /** The port to bind for a listener port, given the one the instance has at present. */
  choosePort(listenerPort: number, current: number | undefined): number;
  readonly fakeCertificate: string;
  readonly releaseDelayMs: number;
  readonly retain: boolean;
  readonly vpcId?: string;
}

/** The load balancer operations concern when they concern none in particular. */
export const everyLoadBalancer = '*';
