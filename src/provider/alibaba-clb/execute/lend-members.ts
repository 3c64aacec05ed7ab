import type { ClbApi } from '../api/clb-api.ts';
import { ClbError } from '../api/clb-error.ts';
import type { ClbBackend, ClbServerGroup } from '../world/clb-world.ts';
import type { WorldCache } from '../world/world-cache.ts';
import { withServerGroup } from '../world/world-changes.ts';

export interface LendMembersOptions {
  readonly api: ClbApi;
  readonly cache: WorldCache;
  /** Any backend that CLB knows; undefined where there is none. */
  readonly anyMember: () => ClbBackend | undefined;
}

/**
 * The API for a service that takes no server group without servers where a listener or a rule is to send to it: when it does is not
 * documented. The group is lent a member of weight 0, which gets no requests, for the length of the call: 2 calls more, and those
 * only where the first was refused. Of rules made together the caller has to find the one that is refused.
 */
export function lendMembers({ api, cache, anyMember }: LendMembersOptions): ClbApi {
  const lending = async <T>(groupId: string | undefined, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      const loan = wantsMember(error) ? findLoan(groupId) : undefined;
      if (loan === undefined) throw error;
      return await withLoan(loan, call);
    }
  };

  function findLoan(groupId: string | undefined): Loan | undefined {
    const member = anyMember();
    for (const { id: instanceId, serverGroups } of cache.world.instances.values()) {
      const group = serverGroups.find(({ id }) => id === groupId);
      if (group !== undefined && member !== undefined)
        return { instanceId, group, member: { ...member, weight: 0 } };
    }
    return undefined;
  }

  async function withLoan<T>({ instanceId, group, member }: Loan, call: () => Promise<T>): Promise<T> {
    const note = (backends: readonly ClbBackend[]): void =>
      cache.change(instanceId, withServerGroup({ ...group, backends }));
    await api.addBackends(group.id, [member]);
    note([...group.backends, member]);
    try {
      return await call();
    } finally {
      // Where this fails, whoever keeps members in line takes it out.
      await api.removeBackends(group.id, [member]).then(
        () => note(group.backends),
        () => undefined,
      );
    }
  }

  return {
    ...api,
    createListener: (id, listener) => lending(listener.serverGroupId, () => api.createListener(id, listener)),
    changeListener: (id, change) => lending(change.serverGroupId, () => api.changeListener(id, change)),
    createRules: (id, key, rules) =>
      lending(rules.length === 1 ? rules[0]?.serverGroupId : undefined, () =>
        api.createRules(id, key, rules),
      ),
    setRuleGroup: (id, serverGroupId) => lending(serverGroupId, () => api.setRuleGroup(id, serverGroupId)),
  };
}

interface Loan {
  readonly instanceId: string;
  readonly group: ClbServerGroup;
  readonly member: ClbBackend;
}

function wantsMember(error: unknown): boolean {
  return error instanceof ClbError && error.code === 'VServerGroupEmpty';
}
