import { type Action, type ActionTable, hasTags, reads, writes } from '../action.ts';
import { wrapped } from '../answer.ts';
import { refuse } from '../api-error.ts';
import type { Cloud } from '../cloud.ts';
import { invalid, list, oneOf, optional, required, requiredTagList, tagList } from '../parameters.ts';
import type { Tags } from '../state.ts';
import { readToken, tokenAfter } from './page-token.ts';

const pageSize = 50;
const resourceType = oneOf('instance', 'certificate', 'listener', 'vservergroup');

/** Everything of the type that can carry tags, by its id for the tag actions. */
function taggable(cloud: Cloud, type: string, region: string): Map<string, Tags> {
  const instances = [...cloud.state.instances.values()].filter((instance) => instance.region === region);
  switch (type) {
    case 'instance':
      return new Map(instances.map((instance) => [instance.id, instance.tags]));
    case 'listener':
      return new Map(
        instances.flatMap((instance) =>
          instance.listeners.map((one): [string, Tags] => [
            `${instance.id}_${one.protocol}_${one.port}`,
            one.tags,
          ]),
        ),
      );
    case 'vservergroup':
      return new Map(
        instances.flatMap((instance) =>
          instance.serverGroups.map((group): [string, Tags] => [group.id, group.tags]),
        ),
      );
    default:
      return new Map(
        [...cloud.state.certificates.values()]
          .filter((certificate) => certificate.region === region)
          .map((certificate) => [certificate.id, certificate.tags]),
      );
  }
}

function named(cloud: Cloud, type: string, region: string, ids: readonly string[]): Tags[] {
  const all = taggable(cloud, type, region);
  return ids.map((id) => {
    const tags = all.get(id);
    if (tags !== undefined) return tags;
    if (type === 'instance') {
      refuse(404, 'InvalidLoadBalancerId.NotFound', 'The specified LoadBalancerId does not exist.');
    }
    return refuse(404, 'InvalidParameter', 'The specified resource does not exist.');
  });
}

/** A key that exists gets the new value. */
const tagResources: Action = writes(
  {
    ResourceType: required(resourceType),
    ResourceId: list(20, { required: true }),
    Tag: requiredTagList,
  },
  (cloud, p) => {
    const targets = named(cloud, p.need('ResourceType'), p.need('RegionId'), p.list('ResourceId'));
    for (const tags of targets) {
      if (new Set([...tags.keys(), ...p.tags.keys()]).size > cloud.quotas.tagsPerResource) {
        refuse(400, 'TagCountLimit', 'The resource has as many tags as it may have.');
      }
    }
    for (const tags of targets) for (const [key, value] of p.tags) tags.set(key, value);
    return {};
  },
);

const untagResources: Action = writes(
  {
    ResourceType: required(resourceType),
    ResourceId: list(20, { required: true }),
    TagKey: list(20),
    All: optional(oneOf('true', 'false')),
  },
  (cloud, p) => {
    const keys = p.list('TagKey');
    if (keys.length > 0 && p.get('All') === 'true') invalid('All');
    for (const tags of named(cloud, p.need('ResourceType'), p.need('RegionId'), p.list('ResourceId'))) {
      for (const key of p.get('All') === 'true' ? [...tags.keys()] : keys) tags.delete(key);
    }
    return {};
  },
);

const listTagResources: Action = reads(
  { ResourceType: required(resourceType), ResourceId: list(20), Tag: tagList, NextToken: optional() },
  (cloud, p) => {
    const type = p.need('ResourceType');
    const ids = p.list('ResourceId');
    const found = [...taggable(cloud, type, p.need('RegionId'))]
      .filter(([id, tags]) => (ids.length === 0 || ids.includes(id)) && hasTags(tags, p.tags))
      .flatMap(([id, tags]) =>
        [...tags].map(([key, value]) => ({
          ResourceId: id,
          ResourceType: type,
          TagKey: key,
          TagValue: value,
        })),
      );
    const start = readToken(p.get('NextToken'));
    const next = start + pageSize;
    return {
      TagResources: wrapped('TagResource', found.slice(start, next)),
      NextToken: tokenAfter(next, found.length),
    };
  },
);

export const tagActions: ActionTable = {
  TagResources: tagResources,
  UntagResources: untagResources,
  ListTagResources: listTagResources,
};
