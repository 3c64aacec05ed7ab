import { ruleName } from '../names.ts';
import type { ClbListener, ClbRule, ListenerKey } from '../world/clb-world.ts';
import { batches, exchange } from './batches.ts';
import type { Site } from './site.ts';
import type { GroupRule } from './wanted-state.ts';

/** Rules and ids one call takes. */
const mostRules = 10;

/**
 * Brings the rules of one listener in line. Rules that stay get their new group first; then new ones are made, and old ones deleted
 * last, unless the quota leaves no room. A rule with the conditions of a wanted one is that rule, whatever its name.
 */
export function ruleSteps(
  site: Site,
  key: ListenerKey,
  wanted: readonly GroupRule[],
  listener: ClbListener | undefined,
): void {
  const { actual, mayDelete } = site;
  const present = listener?.rules ?? [];
  // A name of ours on other conditions would refuse the rule it belongs to.
  const misnamed = mayDelete ? present.filter(takesName) : [];
  const standing = present.filter((rule) => !misnamed.includes(rule));
  const byConditions = new Map(standing.map((rule) => [conditions(rule), rule]));

  deleteRules(site, key, misnamed, 'its name is that of another rule');
  for (const rule of wanted) {
    const found = byConditions.get(conditions(rule));
    if (found !== undefined) setRule(site, key, found, rule);
  }
  const made = wanted.filter((rule) => !byConditions.has(conditions(rule)));
  const names = new Set(wanted.map(conditions));
  const old = mayDelete ? standing.filter((rule) => !names.has(conditions(rule))) : [];
  const quota = actual.settings.quotas.rulesPerListener;
  for (const turn of exchange(made, old, quota - standing.length, mostRules)) {
    if (turn.kind === 'create') {
      createRules(site, key, turn.items);
    } else {
      const room = `the quota of ${quota} rules leaves no room to make the new ones first`;
      deleteRules(site, key, turn.items, turn.forRoom ? room : 'no Ingress asks for it any more');
    }
  }
  for (const rule of misnamed) {
    site.drift.push(`rule ${conditionsText(rule)} on port ${key.port} was given the name of another rule`);
  }
  for (const rule of old) {
    if (rule.name === ruleName(rule.domain, rule.url)) continue;
    site.drift.push(
      `rule ${conditionsText(rule)} on port ${key.port} was made by someone else and is removed`,
    );
  }
}

function setRule(
  { loadBalancer, groups, operations, drift }: Site,
  key: ListenerKey,
  rule: ClbRule,
  wanted: GroupRule,
): void {
  const { group } = wanted;
  if (groups.byName.get(group)?.id === rule.serverGroupId) return;
  if (!groups.nameOf.has(rule.serverGroupId)) {
    drift.push(`rule ${conditionsText(rule)} on port ${key.port} sent to a group of someone else`);
  }
  operations.push({
    kind: 'set-rule',
    loadBalancer,
    listener: { port: key.port, protocol: key.protocol },
    rule: rule.id,
    conditions: conditionsText(rule),
    group,
    calls: 1,
    why: 'its requests go to another group',
  });
}

function createRules(
  { loadBalancer, operations }: Site,
  key: ListenerKey,
  rules: readonly GroupRule[],
): void {
  operations.push({
    kind: 'create-rules',
    loadBalancer,
    listener: { port: key.port, protocol: key.protocol },
    rules: rules.map(({ domain, url, group }) => ({ name: ruleName(domain, url), domain, url, group })),
    calls: 1,
    why: 'Ingresses route these hosts and paths',
  });
}

function deleteRules(
  { loadBalancer, operations }: Site,
  key: ListenerKey,
  rules: readonly ClbRule[],
  why: string,
): void {
  for (const batch of batches(rules, mostRules)) {
    operations.push({
      kind: 'delete-rules',
      loadBalancer,
      listener: { port: key.port, protocol: key.protocol },
      rules: batch.map(({ id }) => id),
      conditions: batch.map(conditionsText),
      calls: 1,
      why,
    });
  }
}

const ourRuleName = /^sluice-[0-9a-f]{24}$/;

function takesName({ name, domain, url }: ClbRule): boolean {
  return ourRuleName.test(name) && name !== ruleName(domain, url);
}

/** A domain has no slash, and a URL begins with one. */
function conditions({ domain, url }: Pick<ClbRule, 'domain' | 'url'>): string {
  return `${domain ?? ''}${url ?? ''}`;
}

/** The conditions of a rule, as people read them. */
export function conditionsText({ domain, url }: Pick<ClbRule, 'domain' | 'url'>): string {
  return `${domain ?? '*'}${url ?? ''}`;
}
