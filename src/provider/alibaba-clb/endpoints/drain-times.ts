import type { ClbBackend } from '../world/clb-world.ts';
import { memberKey } from './member-changes.ts';

/** Since when members that leave have taken no new requests, by group. Times are milliseconds since the epoch. */
export class DrainTimes {
  readonly #groups = new Map<string, ReadonlyMap<string, number>>();

  /** Notes which members leave now; those of weight 0 begin to drain, unless they have before. */
  note(groupId: string, leaving: readonly ClbBackend[], now: number): void {
    const before = this.#groups.get(groupId);
    const times = new Map<string, number>();
    for (const member of leaving) {
      const key = memberKey(member);
      if (member.weight === 0) times.set(key, before?.get(key) ?? now);
    }
    if (times.size === 0) this.#groups.delete(groupId);
    else this.#groups.set(groupId, times);
  }

  hasDrained(groupId: string, member: ClbBackend, now: number, drainMs: number): boolean {
    if (drainMs === 0) return true;
    const since = this.#groups.get(groupId)?.get(memberKey(member));
    return since !== undefined && since + drainMs <= now;
  }

  /** Since when the member has drained that began first, groups that are left alone aside. */
  first(isLeftAlone: (groupId: string) => boolean): number | undefined {
    let first: number | undefined;
    for (const [groupId, times] of this.#groups) {
      if (isLeftAlone(groupId)) continue;
      for (const since of times.values()) if (first === undefined || since < first) first = since;
    }
    return first;
  }

  /** Forgets groups that are gone. */
  keepOnly(groups: ReadonlySet<string>): void {
    for (const id of this.#groups.keys()) if (!groups.has(id)) this.#groups.delete(id);
  }
}
