import { ClbError } from '../api/clb-error.ts';
import type { CreateRulesStep, DeleteRulesStep, SetRuleStep } from '../plan/operations.ts';
import type { ClbRule, ListenerKey } from '../world/clb-world.ts';
import { changedListener, withoutRules, withRules } from '../world/world-changes.ts';
import { expectListener, groupId, NotThere, type StepContext } from './step-context.ts';

/**
 * Makes rules with one call. Where the service refuses the batch for good, each is made alone, so that one it does not take
 * keeps no other from being served: 1 call to read, and 1 for each that is not made.
 * @throws ClbError of the first that was refused, when the others are made.
 */
export async function createRules(
  step: CreateRulesStep,
  instanceId: string,
  context: StepContext,
): Promise<void> {
  expectListener(context, instanceId, step.listener);
  try {
    await createBatch(step, instanceId, context);
  } catch (error) {
    if (!isRefused(error) || step.rules.length === 1) throw error;
    const made = await readRules(step.listener, instanceId, context);
    const rules = step.rules.filter(({ name }) => !made.has(name));
    await createEach({ ...step, rules }, instanceId, context);
  }
}

function isRefused(error: unknown): error is ClbError {
  return error instanceof ClbError && !error.ambiguous && error.kind === 'invalid';
}

/** The names of the rules there are: of a batch that is refused, those before the one at fault may be made. */
async function readRules(
  key: ListenerKey,
  instanceId: string,
  { api, cache }: StepContext,
): Promise<ReadonlySet<string>> {
  const rules = await api.describeRules(instanceId, key);
  cache.change(
    instanceId,
    changedListener(key, (known) => ({ ...known, rules })),
  );
  return new Set(rules.map(({ name }) => name));
}

async function createEach(step: CreateRulesStep, instanceId: string, context: StepContext): Promise<void> {
  let first: unknown;
  for (const rule of step.rules) {
    try {
      await createBatch({ ...step, rules: [rule] }, instanceId, context);
    } catch (error) {
      if (!isRefused(error)) throw error;
      first ??= error;
    }
  }
  if (first !== undefined) throw first;
}

async function createBatch(
  { listener, rules }: CreateRulesStep,
  instanceId: string,
  context: StepContext,
): Promise<void> {
  const wanted = rules.map(({ group, ...rule }) => ({
    ...rule,
    serverGroupId: groupId(context, instanceId, group),
  }));
  const made = await context.api.createRules(instanceId, listener, wanted);
  const idOf = new Map(made.map(({ id, name }) => [name, id]));
  const known: ClbRule[] = wanted.flatMap((rule) => {
    const id = idOf.get(rule.name);
    return id === undefined ? [] : [{ ...rule, id }];
  });
  context.cache.change(instanceId, withRules(listener, known));
  if (known.length < wanted.length) throw new NotThere('a rule that was to be made');
}

/** Sends the requests of a rule to another group. */
export async function setRule(
  { listener, rule: id, group }: SetRuleStep,
  instanceId: string,
  context: StepContext,
): Promise<void> {
  const serverGroupId = groupId(context, instanceId, group);
  await context.api.setRuleGroup(id, serverGroupId);
  const effect = changedListener(listener, (known) => ({
    ...known,
    rules: known.rules.map((rule) => (rule.id === id ? { ...rule, serverGroupId } : rule)),
  }));
  context.cache.change(instanceId, effect);
}

export async function deleteRules(
  { listener, rules }: DeleteRulesStep,
  instanceId: string,
  { api, cache }: StepContext,
): Promise<void> {
  await api.deleteRules(rules);
  cache.change(instanceId, withoutRules(listener, rules));
}
