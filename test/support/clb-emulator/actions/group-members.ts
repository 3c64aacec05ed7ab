import { type Action, type ActionTable, writes } from '../action.ts';
import type { Answer } from '../answer.ts';
import { refuse } from '../api-error.ts';
import type { Cloud } from '../cloud.ts';
import { findGroup } from '../find.ts';
import { invalid, matching, optional, required } from '../parameters.ts';
import type { Backend, ServerGroup } from '../state.ts';
import { addBackend, backendsJson, checkBackendQuotas, isSameBackend, readBackends } from './backend-list.ts';

export const groupName: (value: string) => boolean = matching(/^[A-Za-z0-9\-/._]{1,80}$/);

const ofGroup = { VServerGroupId: required(), BackendServers: required() };

const addBackends: Action = writes(ofGroup, (cloud, p, note) => {
  const { instance, group } = findGroup(cloud, p.need('VServerGroupId'), p.need('RegionId'));
  refuseProcessing(group);
  const given = readBackends(cloud, p.need('BackendServers'), note);
  if (given.length === 0) invalid('BackendServers');
  const before = group.backends;
  let after = [...before];
  try {
    for (const backend of given) {
      const next = [...after];
      addBackend(cloud, instance, next, backend);
      checkBackendQuotas(cloud, instance, before, next);
      after = next;
    }
  } catch (error) {
    if (!cloud.switches.addBackendsAtomic) changeMembers(cloud, group, after);
    throw error;
  }
  return changed(cloud, group, after);
});

/** A server that is not in the group is no error. */
const removeBackends: Action = writes(ofGroup, (cloud, p, note) => {
  const { group } = findGroup(cloud, p.need('VServerGroupId'), p.need('RegionId'));
  refuseProcessing(group);
  const given = readBackends(cloud, p.need('BackendServers'), note);
  const after = group.backends.filter((member) => !given.some((backend) => isSameBackend(member, backend)));
  return changed(cloud, group, after);
});

const modifyBackends: Action = writes(
  { VServerGroupId: required(), OldBackendServers: required(), NewBackendServers: required() },
  (cloud, p, note) => {
    const { instance, group } = findGroup(cloud, p.need('VServerGroupId'), p.need('RegionId'));
    refuseProcessing(group);
    const old = readBackends(cloud, p.need('OldBackendServers'), note);
    const fresh = readBackends(cloud, p.need('NewBackendServers'), note);
    const after = group.backends.filter((member) => !old.some((backend) => isSameBackend(member, backend)));
    for (const backend of fresh) addBackend(cloud, instance, after, backend);
    checkBackendQuotas(cloud, instance, group.backends, after);
    return changed(cloud, group, after);
  },
);

/** Changes weights and descriptions; can neither add nor remove. */
const setGroup: Action = writes(
  { VServerGroupId: required(), VServerGroupName: optional(groupName), BackendServers: optional() },
  (cloud, p, note) => {
    const { group } = findGroup(cloud, p.need('VServerGroupId'), p.need('RegionId'));
    refuseProcessing(group);
    const text = p.get('BackendServers');
    const given = text === undefined ? [] : readBackends(cloud, text, note);
    for (const backend of given) {
      if (!group.backends.some((member) => isSameBackend(member, backend))) invalid('BackendServers');
    }
    const after = group.backends.map((member): Backend => {
      const wanted = given.find((backend) => isSameBackend(member, backend));
      if (wanted === undefined) return member;
      return {
        ...member,
        weight: wanted.weight ?? member.weight,
        description: wanted.description ?? member.description,
      };
    });
    group.name = p.get('VServerGroupName') ?? group.name;
    return { ...changed(cloud, group, after), VServerGroupName: group.name };
  },
);

function changed(cloud: Cloud, group: ServerGroup, members: Backend[]): Answer {
  changeMembers(cloud, group, members);
  return { VServerGroupId: group.id, BackendServers: backendsJson(members, { addresses: false }) };
}

/** Puts the members into force, now or when the service gets to it. */
export function changeMembers(cloud: Cloud, group: ServerGroup, members: Backend[]): void {
  group.pendingBackends = members;
  cloud.later(cloud.faults.backendCalls, () => {
    group.backends = members;
    group.pendingBackends = undefined;
  });
}

/** Throws while the last change of members is not in force: with the one code and the other. */
export function refuseProcessing(group: ServerGroup): void {
  if (group.pendingBackends === undefined) return;
  if (group.pendingBackends.length % 2 === 0) {
    refuse(400, 'VServerGroupProcessing', 'The last change of the vServer group is not done.');
  }
  refuse(409, 'BackendServer.configuring', 'The servers are being configured.');
}

export const groupMemberActions: ActionTable = {
  AddVServerGroupBackendServers: addBackends,
  RemoveVServerGroupBackendServers: removeBackends,
  ModifyVServerGroupBackendServers: modifyBackends,
  SetVServerGroupAttribute: setGroup,
};
