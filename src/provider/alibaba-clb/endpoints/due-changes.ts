import type { Clock } from '../../../base/index.ts';
import type { ProviderProblem } from '../../load-balancer-provider.ts';
import type { ClbSettings } from '../clb-settings.ts';
import type { Retries } from '../execute/retries.ts';
import type { ClbBackend } from '../world/clb-world.ts';
import { DrainTimes } from './drain-times.ts';
import type { GroupMembers, MemberGroup } from './group-members.ts';
import {
  leavingMembers,
  type MemberChange,
  memberKey,
  mostMembers,
  nextMemberChange,
} from './member-changes.ts';
import { describeFull, describeRefused } from './member-failures.ts';

export interface DueChangesOptions {
  readonly groups: GroupMembers;
  /** The members a group of this name is to have; undefined: the group is none for endpoints. */
  readonly wanted: (groupName: string) => readonly ClbBackend[] | undefined;
  readonly settings: () => ClbSettings;
  /** What failed is left alone for a while: groups, single backends, and instances that are full. */
  readonly retries: Retries;
  readonly clock: Clock;
}

/** What the calls for one group have shown so far: none is made twice in vain. */
export interface Pass {
  /** Members a call; halved while the one is looked for that CLB refuses, so that it does not keep the others out. */
  most: number;
  full: boolean;
  readonly refused: Set<string>;
}

/** What nothing is known of yet. */
export function startPass(): Pass {
  return { most: mostMembers, full: false, refused: new Set() };
}

/** Says which call is due on a group: by what it has, what is wanted, what drains, and what CLB refused. Makes none. */
export class DueChanges {
  readonly #options: DueChangesOptions;
  readonly #drains = new DrainTimes();

  constructor(options: DueChangesOptions) {
    this.#options = options;
  }

  /** The call that is due; undefined when there is none. */
  next(
    instanceId: string,
    group: MemberGroup,
    members: readonly ClbBackend[],
    pass: Pass = startPass(),
  ): MemberChange | undefined {
    const wanted = this.#accepted(group, pass);
    const { drainMs } = this.#options.settings();
    const now = this.#options.clock.now();
    this.#drains.note(group.id, wanted === undefined ? [] : leavingMembers({ members, wanted }), now);
    if (wanted === undefined) return undefined;
    return nextMemberChange({
      members,
      wanted,
      hasDrained: (member) => this.#drains.hasDrained(group.id, member, now, drainMs),
      room: pass.full ? 0 : this.#room(instanceId),
      most: pass.most,
    });
  }

  /** What keeps a group from being as wanted although no call is due. */
  remaining(instanceId: string, group: MemberGroup, pass: Pass): readonly ProviderProblem[] {
    const { name, share, members = [] } = group;
    const present = new Set(members.map(memberKey));
    const wanted = this.#options.wanted(name)?.slice(0, share) ?? [];
    const missing = wanted.filter((member) => !present.has(memberKey(member)));
    const accepted = new Set((this.#accepted(group, pass) ?? []).map(memberKey));
    const refused = missing.filter((member) => !accepted.has(memberKey(member)));
    const left = missing.length - refused.length;
    return [
      ...(refused.length === 0 ? [] : [describeRefused(name, refused)]),
      ...(left === 0 ? [] : [describeFull(instanceId, name, left)]),
    ];
  }

  /** CLB takes no more members on the instance, whatever was counted. */
  noteFull(instanceId: string, pass: Pass): void {
    pass.full = true;
    this.#options.retries.failed(fullKey(instanceId), 'seldom');
  }

  /** Members were removed. */
  noteRoom(instanceId: string, pass: Pass): void {
    pass.full = false;
    this.#options.retries.succeeded(fullKey(instanceId));
  }

  /** CLB takes one of the members into no group; of several, it is not known which. Gives the one, once it is known. */
  noteRefused(groupId: string, members: readonly ClbBackend[], pass: Pass): ClbBackend | undefined {
    pass.most = Math.ceil(members.length / 2);
    const [only, ...others] = members;
    if (only === undefined || others.length > 0) return undefined;
    pass.refused.add(backendKey(groupId, only));
    this.#options.retries.failed(backendKey(groupId, only), 'soon');
    return only;
  }

  /** When the next member is to be removed, in milliseconds since the epoch. */
  nextDrained(): number | undefined {
    const { retries, settings } = this.#options;
    const first = this.#drains.first((groupId) => retries.waits(groupId));
    return first === undefined ? undefined : first + settings().drainMs;
  }

  /** Forgets groups that are gone. */
  keepOnly(groups: ReadonlySet<string>): void {
    this.#drains.keepOnly(groups);
  }

  /** What the group is to have, without what CLB refused a short while ago. */
  #accepted({ id, name, share }: MemberGroup, { refused }: Pass): readonly ClbBackend[] | undefined {
    const { retries, wanted } = this.#options;
    const accepted = wanted(name)?.filter((member) => {
      const key = backendKey(id, member);
      return !refused.has(key) && !retries.waits(key);
    });
    return accepted?.slice(0, share);
  }

  #room(instanceId: string): number {
    const { groups, retries, settings } = this.#options;
    if (retries.waits(fullKey(instanceId))) return 0;
    let used = groups.foreignBackends(instanceId);
    for (const { members } of groups.groups(instanceId)) used += members?.length ?? 0;
    return settings().quotas.backendsPerInstance - used;
  }
}

function fullKey(instanceId: string): string {
  return `full/${instanceId}`;
}

function backendKey(groupId: string, backend: ClbBackend): string {
  return `${groupId}/${memberKey(backend)}`;
}
