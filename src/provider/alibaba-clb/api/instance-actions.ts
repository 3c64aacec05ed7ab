import { z } from 'zod';
import { integer, listOf, nothing, optionalInteger, tags, text, textOrEmpty } from './answer-schema.ts';
import type { ClbAction } from './api-actions.ts';
import type { ClbApi, ClbInstanceHead, CreateInstance } from './clb-api.ts';
import { doneWhenGone, undefinedWhenGone } from './gone-objects.ts';
import { numberedTags } from './list-parameters.ts';
import type { RpcClient } from './rpc-client.ts';

type InstanceActions = Pick<
  ClbApi,
  | 'createInstance'
  | 'deleteInstance'
  | 'describeInstance'
  | 'findInstances'
  | 'setDeleteProtection'
  | 'setInstanceChargeType'
  | 'setInstanceName'
  | 'setInstanceSpecification'
  | 'setInternetCharge'
  | 'setModificationProtection'
>;

/** The largest page there is. */
const pageSize = 100;
const mostPages = 100;

/** Shown to those who edit the instance in the console. */
const protectionReason = 'managed.by.sluice';

/** Lists say numbers where single instances say words. */
const internetChargeTypes: ReadonlyMap<string, string> = new Map([
  ['3', 'paybybandwidth'],
  ['4', 'paybytraffic'],
]);

const onOff = textOrEmpty.transform((value) => value === 'on');

const instance: z.ZodType<ClbInstanceHead> = z
  .object({
    LoadBalancerId: text,
    LoadBalancerName: textOrEmpty,
    LoadBalancerStatus: textOrEmpty,
    LoadBalancerSpec: textOrEmpty,
    InstanceChargeType: textOrEmpty,
    InternetChargeType: textOrEmpty,
    InternetChargeTypeAlias: textOrEmpty,
    Bandwidth: optionalInteger,
    AddressType: z.enum(['internet', 'intranet']),
    Address: textOrEmpty,
    AddressIPVersion: textOrEmpty,
    VpcId: textOrEmpty,
    VSwitchId: textOrEmpty,
    MasterZoneId: textOrEmpty,
    SlaveZoneId: textOrEmpty,
    ResourceGroupId: textOrEmpty,
    DeleteProtection: onOff,
    ModificationProtectionStatus: textOrEmpty,
    Tags: tags,
  })
  .transform((it) => ({
    id: it.LoadBalancerId,
    name: it.LoadBalancerName,
    status: it.LoadBalancerStatus,
    specification: it.LoadBalancerSpec,
    instanceChargeType: it.InstanceChargeType,
    internetChargeType:
      it.InternetChargeTypeAlias || (internetChargeTypes.get(it.InternetChargeType) ?? it.InternetChargeType),
    bandwidth: it.Bandwidth,
    addressType: it.AddressType,
    address: it.Address,
    ipVersion: it.AddressIPVersion,
    vpcId: it.VpcId,
    vswitchId: it.VSwitchId,
    masterZoneId: it.MasterZoneId,
    slaveZoneId: it.SlaveZoneId,
    resourceGroupId: it.ResourceGroupId,
    deleteProtection: it.DeleteProtection,
    modificationProtection: it.ModificationProtectionStatus === 'ConsoleProtection',
    tags: it.Tags,
  }));

const instances = z.object({
  LoadBalancers: listOf('LoadBalancer', instance, pageSize),
  TotalCount: integer,
});

const created = z.object({ LoadBalancerId: text, Address: textOrEmpty });

/** The part of {@link ClbApi} that concerns instances. */
export function instanceActions(rpc: RpcClient<ClbAction>): InstanceActions {
  return {
    async findInstances({ key, value }) {
      const Tags = JSON.stringify([{ TagKey: key, TagValue: value }]);
      const found = new Map<string, ClbInstanceHead>();
      for (let page = 1, seen = 0; page <= mostPages; page++) {
        const params = { Tags, PageNumber: page, PageSize: pageSize };
        const { LoadBalancers: all, TotalCount } = await rpc.call('DescribeLoadBalancers', params, instances);
        // What does not carry the tag is not ours, whatever the filter lets through.
        for (const one of all)
          if (Object.hasOwn(one.tags, key) && one.tags[key] === value) found.set(one.id, one);
        seen += all.length;
        if (all.length === 0 || seen >= TotalCount) break;
      }
      return [...found.values()];
    },
    describeInstance: (id) =>
      undefinedWhenGone(rpc.call('DescribeLoadBalancerAttribute', { LoadBalancerId: id }, instance)),
    async createInstance(request) {
      const answer = await rpc.call('CreateLoadBalancer', createParams(request), created);
      return { id: answer.LoadBalancerId, address: answer.Address };
    },
    deleteInstance: (id) => doneWhenGone(rpc.call('DeleteLoadBalancer', { LoadBalancerId: id }, nothing)),
    async setDeleteProtection(id, on) {
      const params = { LoadBalancerId: id, DeleteProtection: on ? 'on' : 'off' };
      await rpc.call('SetLoadBalancerDeleteProtection', params, nothing);
    },
    async setModificationProtection(id, on) {
      const params = { LoadBalancerId: id, ...modificationProtection(on) };
      await rpc.call('SetLoadBalancerModificationProtection', params, nothing);
    },
    async setInstanceName(id, name) {
      await rpc.call('SetLoadBalancerName', { LoadBalancerId: id, LoadBalancerName: name }, nothing);
    },
    async setInstanceSpecification(id, specification) {
      const params = { LoadBalancerId: id, LoadBalancerSpec: specification };
      await rpc.call('ModifyLoadBalancerInstanceSpec', params, nothing);
    },
    async setInternetCharge(id, { internetChargeType, bandwidth }) {
      const params = { LoadBalancerId: id, InternetChargeType: internetChargeType, Bandwidth: bandwidth };
      await rpc.call('ModifyLoadBalancerInternetSpec', params, nothing);
    },
    async setInstanceChargeType(id, instanceChargeType) {
      const params = { LoadBalancerId: id, InstanceChargeType: instanceChargeType };
      await rpc.call('ModifyLoadBalancerInstanceChargeType', params, nothing);
    },
  };
}

function createParams(request: CreateInstance): Record<string, number | string | undefined> {
  return {
    LoadBalancerName: request.name,
    AddressType: request.addressType,
    LoadBalancerSpec: request.specification,
    InstanceChargeType: request.instanceChargeType,
    InternetChargeType: request.internetChargeType,
    Bandwidth: request.bandwidth,
    VpcId: request.vpcId,
    VSwitchId: request.vswitchId,
    Address: request.ip,
    AddressIPVersion: request.ipVersion,
    MasterZoneId: request.masterZoneId,
    SlaveZoneId: request.slaveZoneId,
    ResourceGroupId: request.resourceGroupId,
    DeleteProtection: request.deleteProtection ? 'on' : 'off',
    ...modificationProtection(request.modificationProtection),
    ...numberedTags(request.tags),
    ClientToken: request.clientToken,
  };
}

function modificationProtection(on: boolean): Record<string, string> {
  return on
    ? {
        ModificationProtectionStatus: 'ConsoleProtection',
        ModificationProtectionReason: protectionReason,
      }
    : { ModificationProtectionStatus: 'NonProtection' };
}
