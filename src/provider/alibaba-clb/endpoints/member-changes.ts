import type { ClbBackend } from '../world/clb-world.ts';

/** Members of one call at most. */
export const mostMembers = 20;

/** One call that brings a server group nearer to what it ought to be. */
export interface MemberChange {
  readonly kind: 'add' | 'weights' | 'remove';
  /** 1 to 20. */
  readonly backends: readonly ClbBackend[];
}

export interface MemberState {
  readonly members: readonly ClbBackend[];
  readonly wanted: readonly ClbBackend[];
  /** Whether a member that is not wanted has drained. */
  readonly hasDrained: (member: ClbBackend) => boolean;
  /** How many more members the instance takes. */
  readonly room: number;
  /** Fewer than 20 a call, to find the one that is refused. */
  readonly most?: number;
}

/** What names a member of a group: a network interface may have several addresses, and an address several ports. */
export function memberKey({ serverId, serverIp, port }: ClbBackend): string {
  return `${serverId}/${serverIp}/${port}`;
}

/** The members that are not wanted. */
export function leavingMembers({
  members,
  wanted,
}: Pick<MemberState, 'members' | 'wanted'>): readonly ClbBackend[] {
  const keys = new Set(wanted.map(memberKey));
  return members.filter((member) => !keys.has(memberKey(member)));
}

/**
 * The next call, or undefined when the group is in line, draining and lack of room aside. What is new is added before
 * anything else, so that a group never has less than both the old and the new set hold. Only where the instance is full
 * are members that leave removed first, drained or not.
 */
export function nextMemberChange(state: MemberState): MemberChange | undefined {
  const { members, wanted, hasDrained, room, most = mostMembers } = state;
  const present = new Map(members.map((member) => [memberKey(member), member]));
  const missing = wanted.filter((member) => !present.has(memberKey(member)));
  const leaving = leavingMembers(state);
  const [drained, draining] = [leaving.filter(hasDrained), leaving.filter((member) => !hasDrained(member))];
  if (missing.length > 0) {
    if (room > 0) return { kind: 'add', backends: missing.slice(0, Math.min(most, room)) };
    const first = [...drained, ...draining].slice(0, Math.min(most, missing.length));
    if (first.length > 0) return { kind: 'remove', backends: first };
  }
  const weights = [
    ...wanted.filter(({ weight, ...member }) => {
      const is = present.get(memberKey({ ...member, weight }))?.weight;
      return is !== undefined && is !== weight;
    }),
    ...draining.filter(({ weight }) => weight !== 0).map((member): ClbBackend => ({ ...member, weight: 0 })),
  ];
  if (weights.length > 0) return { kind: 'weights', backends: weights.slice(0, most) };
  return drained.length === 0 ? undefined : { kind: 'remove', backends: drained.slice(0, most) };
}

/** The members after a call. */
export function applyMemberChange(
  members: readonly ClbBackend[],
  { kind, backends }: MemberChange,
): readonly ClbBackend[] {
  const changed = new Map(backends.map((backend) => [memberKey(backend), backend]));
  switch (kind) {
    case 'add':
      return [...members.filter((member) => !changed.has(memberKey(member))), ...backends];
    case 'weights':
      return members.map((member) => {
        const weight = changed.get(memberKey(member))?.weight;
        return weight === undefined ? member : { ...member, weight };
      });
    case 'remove':
      return members.filter((member) => !changed.has(memberKey(member)));
  }
}
