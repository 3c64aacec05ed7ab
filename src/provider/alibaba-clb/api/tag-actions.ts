import { z } from 'zod';
import { listOf, nothing, optionalText, text, textOrEmpty } from './answer-schema.ts';
import type { ClbAction } from './api-actions.ts';
import type { ClbApi } from './clb-api.ts';
import { numbered, numberedTags } from './list-parameters.ts';
import { readPages } from './read-pages.ts';
import type { RpcClient } from './rpc-client.ts';

type TagActions = Pick<ClbApi, 'findTagged' | 'tagResource' | 'untagResource'>;

const tagged = z.object({
  TagResources: listOf(
    'TagResource',
    z.object({ ResourceId: text, TagKey: text, TagValue: textOrEmpty }),
    10_000,
  ),
  NextToken: optionalText,
});

/** The part of {@link ClbApi} that concerns tags. */
export function tagActions(rpc: RpcClient<ClbAction>): TagActions {
  return {
    async tagResource(type, id, tags) {
      const params = { ResourceType: type, 'ResourceId.1': id, ...numberedTags(tags) };
      await rpc.call('TagResources', params, nothing);
    },
    async untagResource(type, id, keys) {
      const params = { ResourceType: type, 'ResourceId.1': id, ...numbered('TagKey', keys) };
      await rpc.call('UntagResources', params, nothing);
    },
    async findTagged(type, { key, value }) {
      const params = { ResourceType: type, ...numberedTags({ [key]: value }) };
      const found = await readPages('ListTagResources', async (token) => {
        const page = await rpc.call('ListTagResources', { ...params, NextToken: token }, tagged);
        return { items: page.TagResources, next: page.NextToken };
      });
      // The answer may hold the other tags of what it names too.
      return [
        ...new Set(
          found.filter((one) => one.TagKey === key && one.TagValue === value).map((one) => one.ResourceId),
        ),
      ];
    },
  };
}
