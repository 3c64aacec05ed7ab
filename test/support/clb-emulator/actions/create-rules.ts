import { type Action, writes } from '../action.ts';
import { wrapped } from '../answer.ts';
import { refuse } from '../api-error.ts';
import type { Cloud } from '../cloud.ts';
import { findInstance, findListener, usableGroup } from '../find.ts';
import { type JsonObject, parseJson } from '../json-parameter.ts';
import { invalid, oneOf, optional, required } from '../parameters.ts';
import type { Instance, Listener, Rule } from '../state.ts';
import { isSettled, refuseState } from './change-listener.ts';
import { port } from './listener-parameters.ts';

const rulesPerCall = 10;
const ruleFields = ['RuleName', 'Domain', 'Url', 'VServerGroupId'];
const urlDocumented = /^\/[A-Za-z0-9\-/.%?#&]{1,79}$/;
const urlWide = /^\/[A-Za-z0-9\-/.%?#&_~]{1,79}$/;

/** At most ten at once. Where a batch is not atomic, the rules before the first bad one are made all the same. */
export const createRules: Action = writes(
  {
    LoadBalancerId: required(),
    ListenerPort: required(port),
    ListenerProtocol: optional(oneOf('http', 'https')),
    RuleList: required(),
  },
  (cloud, p, note) => {
    const instance = findInstance(cloud, p);
    const listener = findListener(instance, p);
    if (
      (listener.protocol !== 'http' && listener.protocol !== 'https') ||
      listener.forwardPort !== undefined
    ) {
      refuse(400, 'RuleNotSupport', 'The listener takes no rules.');
    }
    if (!isSettled(listener)) refuseState();
    const wanted = parseJson(p.need('RuleList'), ruleFields, cloud.switches, note);
    if (wanted === undefined || wanted.length === 0) {
      refuse(400, 'RuleListMalformed', 'The list of rules is malformed.');
    }
    if (wanted.length > rulesPerCall) invalid('RuleList');

    const before = [...listener.rules];
    const made: Rule[] = [];
    try {
      for (const entry of wanted) {
        const rule = readRule(cloud, instance, listener, entry);
        listener.rules.push(rule);
        made.push(rule);
      }
    } catch (error) {
      if (cloud.switches.createRulesAtomic) listener.rules = before;
      throw error;
    }
    return {
      Rules: wrapped(
        'Rule',
        made.map((rule) => ({ RuleId: rule.id, RuleName: rule.name })),
      ),
    };
  },
);

function readRule(cloud: Cloud, instance: Instance, listener: Listener, entry: JsonObject): Rule {
  const name = entry.text('RuleName') ?? '';
  if (!/^[A-Za-z0-9\-/._]{1,40}$/.test(name)) refuse(400, 'RuleListMalformed', 'A rule has no proper name.');
  const domain = entry.text('Domain') || undefined;
  const url = entry.text('Url') || undefined;
  if (domain === undefined && url === undefined) {
    refuse(400, cloud.switches.ruleWithoutConditionsCode, 'A rule has neither domain nor URL.');
  }
  if (domain !== undefined && !isDomain(domain, cloud.switches.domainLength)) {
    refuse(400, 'DomainMalformed', 'The domain of a rule is malformed.');
  }
  const allowed = cloud.switches.urlCharacters === 'documented' ? urlDocumented : urlWide;
  if (url !== undefined && !allowed.test(url)) refuse(400, 'UrlMalformed', 'The URL of a rule is malformed.');
  if (listener.rules.length >= cloud.quotas.rulesPerListener) {
    refuse(400, 'TooManyRules', 'The listener has as many rules as it may have.');
  }
  for (const other of listener.rules) {
    if (other.domain?.toLowerCase() === domain?.toLowerCase() && other.url === url) {
      refuse(400, 'DomainExist', 'There is already a rule of this domain and URL.');
    }
    if (other.name === name) invalid('RuleName');
  }
  const groupId = entry.text('VServerGroupId');
  if (groupId === undefined) refuse(400, 'RuleListMalformed', 'A rule has no vServer group.');
  usableGroup(cloud, instance, groupId);
  return { id: `rule-${cloud.newId()}`, name, domain, url, serverGroupId: groupId, settings: {} };
}

/** Letters, digits, hyphens and dots, and a leading wildcard. */
export function isDomain(text: string, most: number): boolean {
  return text.length <= most && /^(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/.test(text);
}
