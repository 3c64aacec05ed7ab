import { errorMessage, type Logger } from '../../../base/index.ts';
import type { ProviderProblem } from '../../load-balancer-provider.ts';
import type { ClbApi } from '../api/clb-api.ts';
import type { ClbBackend } from '../world/clb-world.ts';
import { DueChanges, type DueChangesOptions, startPass } from './due-changes.ts';
import type { MemberGroup } from './group-members.ts';
import { applyMemberChange, type MemberChange } from './member-changes.ts';
import { describeFailure, judgeFailure } from './member-failures.ts';

/** The calls that read and change the members of a group. */
export type MemberApi = Pick<
  ClbApi,
  'addBackends' | 'describeServerGroup' | 'removeBackends' | 'setBackendWeights'
>;

export interface MemberSyncOptions extends DueChangesOptions {
  readonly api: MemberApi;
  /** CLB refused a backend: its interface may be another by now. */
  readonly onRefused: (backend: ClbBackend) => void;
  /** Aborted, no further call begins. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

type Problems = readonly ProviderProblem[];

/** Brings the members of server groups in line with what is wanted, one instance a task. */
export class MemberSync {
  readonly #options: MemberSyncOptions;
  readonly #due: DueChanges;
  /** By instance, then group. */
  readonly #problems = new Map<string, ReadonlyMap<string, Problems>>();

  constructor(options: MemberSyncOptions) {
    this.#options = options;
    this.#due = new DueChanges(options);
  }

  /** Whether a call may be due on the instance, or a problem over. */
  isBehind(instanceId: string): boolean {
    if (this.#problems.has(instanceId)) return true;
    for (const group of this.#options.groups.groups(instanceId)) {
      if (this.#options.retries.waits(group.id)) continue;
      const { members } = group;
      if (members === undefined || this.#due.next(instanceId, group, members) !== undefined) return true;
    }
    return false;
  }

  /**
   * Makes the calls that are due, each by what is wanted at its moment. A group that fails holds up no other.
   * Never rejects.
   */
  async bringInLine(instanceId: string): Promise<void> {
    let left: number;
    do {
      left = this.#countMembers(instanceId);
      await this.#bringGroups(instanceId);
      // What some gave back others may wait for.
    } while (this.#problems.has(instanceId) && this.#countMembers(instanceId) < left);
  }

  async #bringGroups(instanceId: string): Promise<void> {
    const { groups, retries } = this.#options;
    const before = this.#problems.get(instanceId);
    const after = new Map<string, Problems>();
    for (const { id } of [...groups.groups(instanceId)]) {
      const problems = retries.waits(id) ? (before?.get(id) ?? []) : await this.#bringGroup(instanceId, id);
      if (problems.length > 0) after.set(id, problems);
    }
    if (after.size === 0) this.#problems.delete(instanceId);
    else this.#problems.set(instanceId, after);
  }

  #countMembers(instanceId: string): number {
    let count = 0;
    for (const { members } of this.#options.groups.groups(instanceId)) count += members?.length ?? 0;
    return count;
  }

  /** Why groups of the instance are not in line. */
  problems(instanceId: string): Problems {
    return [...(this.#problems.get(instanceId)?.values() ?? [])].flat();
  }

  /** When the next member is to be removed, in milliseconds since the epoch. */
  nextDrained(): number | undefined {
    return this.#due.nextDrained();
  }

  /** Forgets instances and groups that are gone. */
  forgetGone(): void {
    const { groups } = this.#options;
    const instances = [...groups.instances()];
    const known = new Set(instances);
    for (const id of this.#problems.keys()) if (!known.has(id)) this.#problems.delete(id);
    this.#due.keepOnly(new Set(instances.flatMap((id) => [...groups.groups(id)].map((group) => group.id))));
  }

  async #bringGroup(instanceId: string, groupId: string): Promise<Problems> {
    const { groups, retries, signal, onRefused, logger } = this.#options;
    const pass = startPass();
    while (!signal.aborted) {
      let change: MemberChange | undefined;
      try {
        const group = await this.#find(instanceId, groupId);
        if (group === undefined) return [];
        change = this.#due.next(instanceId, group, group.members, pass);
        if (change === undefined) {
          retries.succeeded(groupId);
          return this.#due.remaining(instanceId, group, pass);
        }
        await this.#call(groupId, change);
        groups.noteMembers(instanceId, groupId, applyMemberChange(group.members, change));
        if (change.kind === 'remove') this.#due.noteRoom(instanceId, pass);
      } catch (error) {
        const verdict = judgeFailure(error, change);
        if (verdict === 'full') {
          this.#due.noteFull(instanceId, pass);
          continue;
        }
        // What the call did, and what others did before it, is found out before the next one.
        groups.noteMembers(instanceId, groupId, undefined);
        if (verdict === 'refused') {
          const refused = this.#due.noteRefused(groupId, change?.backends ?? [], pass);
          if (refused !== undefined) onRefused(refused);
          continue;
        }
        const fields = { instance: instanceId, group: groupId, error: errorMessage(error) };
        logger.warn('members of a server group were not changed', fields);
        retries.failed(groupId, verdict);
        return [describeFailure(groupId, error)];
      }
    }
    return [];
  }

  /** The group with its members, which are read where they are in doubt; undefined when it is gone. */
  async #find(
    instanceId: string,
    groupId: string,
  ): Promise<(MemberGroup & { readonly members: readonly ClbBackend[] }) | undefined> {
    const { api, groups } = this.#options;
    const group = groups.group(instanceId, groupId);
    if (group === undefined) return undefined;
    if (group.members !== undefined) return { ...group, members: group.members };
    const read = await api.describeServerGroup(groupId);
    if (read === undefined) {
      groups.noteGone(instanceId, groupId);
      return undefined;
    }
    groups.noteMembers(instanceId, groupId, read.backends);
    return { ...group, members: read.backends };
  }

  #call(groupId: string, { kind, backends }: MemberChange): Promise<void> {
    const { api } = this.#options;
    switch (kind) {
      case 'add':
        return api.addBackends(groupId, backends);
      case 'weights':
        return api.setBackendWeights(groupId, backends);
      case 'remove':
        return api.removeBackends(groupId, backends);
    }
  }
}
