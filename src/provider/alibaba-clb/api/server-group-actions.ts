import { z } from 'zod';
import type { ClbBackend } from '../world/clb-world.ts';
import { integer, listOf, nothing, tags, text, textOrEmpty } from './answer-schema.ts';
import type { ClbAction } from './api-actions.ts';
import type { ClbApi } from './clb-api.ts';
import { doneWhenGone, undefinedWhenGone } from './gone-objects.ts';
import { numberedTags } from './list-parameters.ts';
import type { RpcClient } from './rpc-client.ts';

type ServerGroupActions = Pick<
  ClbApi,
  | 'addBackends'
  | 'createServerGroup'
  | 'deleteServerGroup'
  | 'describeServerGroup'
  | 'describeServerGroups'
  | 'removeBackends'
  | 'setBackendWeights'
>;

const backend = z
  .object({
    ServerId: text,
    ServerIp: textOrEmpty,
    Port: integer,
    Weight: integer,
    Type: z.enum(['eni', 'eci', 'ecs']).nullish(),
  })
  .transform(
    (it): ClbBackend => ({
      serverId: it.ServerId,
      serverIp: it.ServerIp,
      port: it.Port,
      weight: it.Weight,
      type: it.Type ?? 'ecs',
    }),
  );

const head = z.object({ VServerGroupId: text, VServerGroupName: textOrEmpty, Tags: tags });

const heads = z.object({ VServerGroups: listOf('VServerGroup', head, 10_000) });

const whole = head.extend({
  LoadBalancerId: textOrEmpty,
  BackendServers: listOf('BackendServer', backend, 10_000),
});

const created = z.object({ VServerGroupId: text });

/** The part of {@link ClbApi} that concerns server groups and their members. */
export function serverGroupActions(rpc: RpcClient<ClbAction>): ServerGroupActions {
  return {
    async describeServerGroups(instanceId) {
      const answer = await rpc.call('DescribeVServerGroups', { LoadBalancerId: instanceId }, heads);
      return answer.VServerGroups.map((it) => ({
        id: it.VServerGroupId,
        name: it.VServerGroupName,
        tags: it.Tags,
      }));
    },
    async describeServerGroup(id) {
      const answer = await undefinedWhenGone(
        rpc.call('DescribeVServerGroupAttribute', { VServerGroupId: id }, whole),
      );
      return (
        answer && {
          id: answer.VServerGroupId,
          name: answer.VServerGroupName,
          tags: answer.Tags,
          instanceId: answer.LoadBalancerId,
          backends: answer.BackendServers.toSorted(byAddressAndPort),
        }
      );
    },
    async createServerGroup(instanceId, { name, tags: wantedTags, backends }) {
      const params = {
        LoadBalancerId: instanceId,
        VServerGroupName: name,
        // An empty list is not taken; none is.
        BackendServers: backends.length === 0 ? undefined : withWeights(backends),
        ...numberedTags(wantedTags),
      };
      return { id: (await rpc.call('CreateVServerGroup', params, created)).VServerGroupId };
    },
    async addBackends(groupId, backends) {
      const params = { VServerGroupId: groupId, BackendServers: withWeights(backends) };
      await rpc.call('AddVServerGroupBackendServers', params, nothing);
    },
    async removeBackends(groupId, backends) {
      const params = { VServerGroupId: groupId, BackendServers: JSON.stringify(backends.map(naming)) };
      await rpc.call('RemoveVServerGroupBackendServers', params, nothing);
    },
    async setBackendWeights(groupId, backends) {
      const params = { VServerGroupId: groupId, BackendServers: withWeights(backends) };
      await rpc.call('SetVServerGroupAttribute', params, nothing);
    },
    deleteServerGroup: (id) => doneWhenGone(rpc.call('DeleteVServerGroup', { VServerGroupId: id }, nothing)),
  };
}

/** What tells one member from another. */
function naming({ serverId, serverIp, port, type }: ClbBackend): Readonly<Record<string, number | string>> {
  const named = { ServerId: serverId, Port: port, Type: type };
  return type === 'ecs' ? named : { ...named, ServerIp: serverIp };
}

function withWeights(backends: readonly ClbBackend[]): string {
  return JSON.stringify(backends.map((one) => ({ ...naming(one), Weight: one.weight })));
}

function byAddressAndPort(a: ClbBackend, b: ClbBackend): number {
  if (a.serverIp !== b.serverIp) return a.serverIp < b.serverIp ? -1 : 1;
  return a.port - b.port;
}
