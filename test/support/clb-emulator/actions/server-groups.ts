import { type Action, type ActionTable, hasTags, reads, writes } from '../action.ts';
import { type Answer, tagsJson, timeText, wrapped } from '../answer.ts';
import { refuse } from '../api-error.ts';
import { findGroup, findInstance } from '../find.ts';
import { oneOf, optional, type Parameters, required, tagList } from '../parameters.ts';
import type { Instance, ServerGroup } from '../state.ts';
import { addBackend, backendsJson, checkBackendQuotas, readBackends } from './backend-list.ts';
import { changeMembers, groupName, refuseProcessing } from './group-members.ts';

/** Names are not unique: the same call twice makes two groups. */
const createGroup: Action = writes(
  {
    LoadBalancerId: required(),
    VServerGroupName: required(groupName),
    BackendServers: optional(),
    Tag: tagList,
  },
  (cloud, p, note) => {
    const instance = findInstance(cloud, p);
    if (instance.serverGroups.length >= cloud.quotas.serverGroupsPerInstance) {
      refuse(400, 'OverQuota', 'The instance has as many vServer groups as it may have.');
    }
    const text = p.get('BackendServers');
    const given = text === undefined ? [] : readBackends(cloud, text, note);
    const members: ServerGroup['backends'] = [];
    for (const backend of given) addBackend(cloud, instance, members, backend);
    checkBackendQuotas(cloud, instance, [], members);
    const group: ServerGroup = {
      id: `rsp-${cloud.newId()}`,
      name: p.need('VServerGroupName'),
      createdAt: cloud.now(),
      tags: new Map(p.tags),
      backends: [],
      pendingBackends: undefined,
    };
    instance.serverGroups.push(group);
    changeMembers(cloud, group, members);
    return { VServerGroupId: group.id, BackendServers: backendsJson(members, { addresses: false }) };
  },
);

/** Refused while a listener or a rule uses it. */
const deleteGroup: Action = writes({ VServerGroupId: required() }, (cloud, p) => {
  const { instance, group } = findGroup(cloud, p.need('VServerGroupId'), p.need('RegionId'));
  refuseProcessing(group);
  const isListening = instance.listeners.some((listener) => listener.serverGroupId === group.id);
  if (isListening || cloud.isLingering(group.id)) {
    refuse(400, 'RspoolVipExist', 'A listener uses the vServer group.');
  }
  const holders = [...instance.listeners, ...instance.leftovers];
  if (holders.some(({ rules }) => rules.some((rule) => rule.serverGroupId === group.id))) {
    refuse(400, 'RspoolRuleExist', 'A rule uses the vServer group.');
  }
  instance.serverGroups = instance.serverGroups.filter((other) => other !== group);
  return {};
});

const yesNo = oneOf('true', 'false');

const describeGroups: Action = reads(
  {
    LoadBalancerId: required(),
    Description: optional(),
    IncludeListener: optional(yesNo),
    IncludeRule: optional(yesNo),
    Tag: tagList,
  },
  (cloud, p) => {
    const instance = findInstance(cloud, p);
    const name = p.get('Description');
    const found = instance.serverGroups.filter(
      (group) => hasTags(group.tags, p.tags) && (name === undefined || group.name === name),
    );
    return {
      VServerGroups: wrapped(
        'VServerGroup',
        found.map((group) => ({
          VServerGroupId: group.id,
          VServerGroupName: group.name,
          CreateTime: timeText(group.createdAt),
          ServerCount: group.backends.length,
          Tags: tagsJson(group.tags),
          AssociatedObjects: associated(instance, group, p),
        })),
      ),
    };
  },
);

function associated(instance: Instance, group: ServerGroup, p: Parameters): Answer {
  const listeners = instance.listeners.filter((listener) => listener.serverGroupId === group.id);
  const rules = instance.listeners.flatMap((listener) =>
    listener.rules.filter((rule) => rule.serverGroupId === group.id),
  );
  return {
    Listeners: wrapped(
      'Listener',
      p.get('IncludeListener') === 'true'
        ? listeners.map(({ port, protocol }) => ({ Port: port, Protocol: protocol }))
        : [],
    ),
    Rules: wrapped(
      'Rule',
      p.get('IncludeRule') === 'true'
        ? rules.map(({ id, name, domain, url }) => ({ RuleId: id, RuleName: name, Domain: domain, Url: url }))
        : [],
    ),
  };
}

const describeGroup: Action = reads({ VServerGroupId: required() }, (cloud, p) => {
  const { instance, group } = findGroup(cloud, p.need('VServerGroupId'), p.need('RegionId'));
  return {
    VServerGroupId: group.id,
    VServerGroupName: group.name,
    LoadBalancerId: instance.id,
    CreateTime: timeText(group.createdAt),
    Tags: tagsJson(group.tags),
    BackendServers: backendsJson(group.backends, { addresses: true }),
  };
});

export const serverGroupActions: ActionTable = {
  CreateVServerGroup: createGroup,
  DeleteVServerGroup: deleteGroup,
  DescribeVServerGroups: describeGroups,
  DescribeVServerGroupAttribute: describeGroup,
};
