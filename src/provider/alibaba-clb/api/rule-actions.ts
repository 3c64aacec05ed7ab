import { z } from 'zod';
import type { ClbRule } from '../world/clb-world.ts';
import { listOf, nothing, optionalText, text, textOrEmpty } from './answer-schema.ts';
import type { ClbAction } from './api-actions.ts';
import type { ClbApi } from './clb-api.ts';
import { doneWhenGone, isGone } from './gone-objects.ts';
import { listenerParams } from './listener-actions.ts';
import type { RpcClient } from './rpc-client.ts';

type RuleActions = Pick<ClbApi, 'createRules' | 'deleteRules' | 'describeRules' | 'setRuleGroup'>;

const rule: z.ZodType<ClbRule> = z
  .object({
    RuleId: text,
    RuleName: textOrEmpty,
    Domain: optionalText,
    Url: optionalText,
    VServerGroupId: textOrEmpty,
  })
  .transform((it) => ({
    id: it.RuleId,
    name: it.RuleName,
    domain: it.Domain,
    url: it.Url,
    serverGroupId: it.VServerGroupId,
  }));

const rules = z.object({ Rules: listOf('Rule', rule, 1000) });

const created = z.object({ Rules: listOf('Rule', z.object({ RuleId: text, RuleName: text }), 100) });

/** The part of {@link ClbApi} that concerns forwarding rules. */
export function ruleActions(rpc: RpcClient<ClbAction>): RuleActions {
  const deleteTogether = (ids: readonly string[]): Promise<unknown> =>
    rpc.call('DeleteRules', { RuleIds: JSON.stringify(ids) }, nothing);

  return {
    async describeRules(instanceId, key) {
      return (await rpc.call('DescribeRules', listenerParams(instanceId, key), rules)).Rules;
    },
    async createRules(instanceId, key, wanted) {
      const RuleList = JSON.stringify(
        wanted.map((one) => ({
          RuleName: one.name,
          Domain: one.domain,
          Url: one.url,
          VServerGroupId: one.serverGroupId,
        })),
      );
      const answer = await rpc.call('CreateRules', { ...listenerParams(instanceId, key), RuleList }, created);
      return answer.Rules.map((one) => ({ id: one.RuleId, name: one.RuleName }));
    },
    async deleteRules(ids) {
      try {
        await deleteTogether(ids);
      } catch (error) {
        if (!isGone(error)) throw error;
        // One that is gone may have kept the others from being deleted.
        if (ids.length > 1) for (const id of ids) await doneWhenGone(deleteTogether([id]));
      }
    },
    async setRuleGroup(id, serverGroupId) {
      await rpc.call('SetRule', { RuleId: id, VServerGroupId: serverGroupId }, nothing);
    },
  };
}
