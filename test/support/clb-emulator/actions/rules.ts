import { type Action, type ActionTable, reads, writes } from '../action.ts';
import { type Answer, wrapped } from '../answer.ts';
import { refuse } from '../api-error.ts';
import { findInstance, findListener, findRule, usableGroup } from '../find.ts';
import { parseTexts } from '../json-parameter.ts';
import { invalid, matching, oneOf, onOff, optional, required } from '../parameters.ts';
import type { Leftover, Listener, Rule } from '../state.ts';
import { isSettled, refuseState } from './change-listener.ts';
import { balancingSettings, checkTogether, port } from './listener-parameters.ts';
import { settingsJson } from './settings-json.ts';

const rulesPerCall = 10;

const onListener = {
  LoadBalancerId: required(),
  ListenerPort: required(port),
  ListenerProtocol: optional(oneOf('http', 'https')),
};

const deleteRules: Action = writes({ RuleIds: required() }, (cloud, p) => {
  const ids = parseTexts(p.need('RuleIds')) ?? invalid('RuleIds');
  if (ids.length === 0 || ids.length > rulesPerCall) invalid('RuleIds');
  const found = ids.map((id) => findRule(cloud, id, p.need('RegionId')));
  for (const { holder } of found) if (!isHolderSettled(holder)) refuseState();
  for (const { holder, rule } of found) {
    holder.rules.splice(holder.rules.indexOf(rule), 1);
    cloud.linger(rule.serverGroupId);
  }
  return {};
});

function isHolderSettled(holder: Listener | Leftover): boolean {
  return !('status' in holder) || isSettled(holder);
}

const describeRules: Action = reads(onListener, (cloud, p) => {
  const listener = findListener(findInstance(cloud, p), p);
  return { Rules: wrapped('Rule', listener.rules.map(describeRule)) };
});

const describeRuleAttribute: Action = reads({ RuleId: required() }, (cloud, p) => {
  const { instance, holder, rule } = findRule(cloud, p.need('RuleId'), p.need('RegionId'));
  // The port is a text here, and here alone.
  return { ...describeRule(rule), LoadBalancerId: instance.id, ListenerPort: String(holder.port) };
});

export function describeRule(rule: Rule): Answer {
  const follows = Object.keys(rule.settings).length === 0;
  return {
    RuleId: rule.id,
    RuleName: rule.name,
    Domain: rule.domain,
    Url: rule.url,
    VServerGroupId: rule.serverGroupId,
    ListenerSync: follows ? 'on' : 'off',
    ...settingsJson(rule.settings),
  };
}

/** Domain and Url cannot be changed. */
const setRule: Action = writes(
  {
    RuleId: required(),
    RuleName: optional(matching(/^[A-Za-z0-9\-/._]{1,40}$/)),
    VServerGroupId: optional(),
    ListenerSync: optional(onOff),
    ...Object.fromEntries(Object.entries(balancingSettings).map(([name, check]) => [name, optional(check)])),
  },
  (cloud, p) => {
    const { instance, holder, rule } = findRule(cloud, p.need('RuleId'), p.need('RegionId'));
    if (!isHolderSettled(holder)) refuse(400, 'ServiceIsConfiguring', 'The listener is being configured.');
    const name = p.get('RuleName');
    if (name !== undefined && holder.rules.some((other) => other !== rule && other.name === name)) {
      invalid('RuleName');
    }
    const groupId = p.get('VServerGroupId');
    if (groupId !== undefined) usableGroup(cloud, instance, groupId);
    const settings = readOwnSettings(p.get('ListenerSync'), rule, (setting) => p.get(setting));
    rule.name = name ?? rule.name;
    rule.serverGroupId = groupId ?? rule.serverGroupId;
    rule.settings = settings;
    return {};
  },
);

/** Settings of its own need `ListenerSync=off`, which needs the two that have no default. */
function readOwnSettings(
  sync: string | undefined,
  rule: Rule,
  get: (name: string) => string | undefined,
): Record<string, string> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(balancingSettings)) {
    const value = get(name);
    if (value !== undefined) given[name] = value;
  }
  if (sync === 'off')
    return checkTogether({ StickySession: 'off', HealthCheck: 'off', ...rule.settings, ...given });
  if (Object.keys(given).length > 0) invalid('ListenerSync');
  return sync === 'on' ? {} : rule.settings;
}

export const ruleActions: ActionTable = {
  DeleteRules: deleteRules,
  DescribeRules: describeRules,
  DescribeRuleAttribute: describeRuleAttribute,
  SetRule: setRule,
};
