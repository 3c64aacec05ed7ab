import { type InstanceWish, managedLoadBalancerId, type ObjectReport } from '../../model/index.ts';
import { collectReports, type IngressGroup, type Pass } from '../draft.ts';
import { createMemo } from '../memo.ts';
import { compareText, createOrder } from '../order.ts';
import type { ParsedIngress } from './parsed-ingress.ts';

/** Sorts the members by age and puts those that want one instance into one group. */
export function createGroupPass(): Pass {
  const sortByAge = createOrder<ParsedIngress>(compareAge);
  const memo = createMemo<readonly ObjectReport[]>();
  return (draft) => {
    draft.members = sortByAge(new Set(draft.members));
    const byId = new Map<string, { instance: InstanceWish; members: ParsedIngress[] }>();
    for (const member of draft.members) {
      const { instance } = member;
      if (instance === undefined) continue;
      const id = instance.kind === 'managed' ? managedLoadBalancerId : instance.id;
      const group = byId.get(id);
      if (group === undefined) byId.set(id, { instance, members: [member] });
      else group.members.push(member);
      const first = group?.members[0];
      if (first === undefined || forces(first) === forces(member)) continue;
      const inputs = [first, member];
      collectReports(
        draft,
        memo.get(member.key, inputs, () => [reportConflict(first, member, id)]),
      );
    }
    memo.trim(draft.selected);
    const ids = [...byId.keys()].sort(compareText);
    draft.groups = ids.flatMap((id): IngressGroup[] => {
      const group = byId.get(id);
      return group === undefined ? [] : [startGroup(id, group.instance, group.members)];
    });
  };
}

/** The order that decides who was first: oldest, then namespace/name. */
export function compareAge(a: ParsedIngress, b: ParsedIngress): number {
  return a.createdAt - b.createdAt || compareText(a.key, b.key);
}

function startGroup(id: string, instance: InstanceWish, members: readonly ParsedIngress[]): IngressGroup {
  return {
    id,
    instance,
    members,
    hosts: [],
    cloud: undefined,
    fallback: undefined,
    certificates: [],
    decider: undefined,
    listeners: [],
  };
}

function forces(ingress: ParsedIngress): boolean {
  return ingress.instance?.kind === 'existing' && ingress.instance.forceOverrideListeners;
}

function reportConflict(first: ParsedIngress, other: ParsedIngress, id: string): ObjectReport {
  const does = forces(first) ? 'asks' : 'does not ask';
  return {
    object: other.ref,
    reason: 'ConflictingLoadBalancer',
    message: `Ingress ${first.key}, the first of instance ${id}, ${does} to override its listeners; that decides`,
    field: 'metadata.annotations',
  };
}
