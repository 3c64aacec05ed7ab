import type { ClbBackend } from '../world/clb-world.ts';

/** A server group of ours that exists. */
export interface MemberGroup {
  readonly id: string;
  /** By `serverGroupName`, which says the backend. */
  readonly name: string;
  /** Its members as known, in no order; undefined where they are in doubt and have to be read first. */
  readonly members: readonly ClbBackend[] | undefined;
  /** How many of the members that are wanted it may have, where the instance has no room for all: older Ingresses come first. */
  readonly share?: number | undefined;
}

/** The server groups of ours and their members, as the world is known: endpoint changes read it and keep it up to date. */
export interface GroupMembers {
  /** The ids of the instances with groups of ours. */
  instances(): Iterable<string>;
  /** The groups of ours on an instance. */
  groups(instanceId: string): Iterable<MemberGroup>;
  /** Undefined when there is none of this id. */
  group(instanceId: string, groupId: string): MemberGroup | undefined;
  /** Backends that groups of others on the instance have, as far as known: they count against its quota. */
  foreignBackends(instanceId: string): number;
  /** Notes what the members are after a call; undefined: they are in doubt. */
  noteMembers(instanceId: string, groupId: string, members: readonly ClbBackend[] | undefined): void;
  /** Notes that a group is gone without our doing: the instance is to be read anew and planned again. */
  noteGone(instanceId: string, groupId: string): void;
}
