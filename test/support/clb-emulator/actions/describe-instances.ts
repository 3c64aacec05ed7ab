import { type Action, hasTags, reads } from '../action.ts';
import { type Answer, tagsJson, timeText, wrapped } from '../answer.ts';
import { refuse } from '../api-error.ts';
import type { Cloud } from '../cloud.ts';
import { findInstance } from '../find.ts';
import { parseJson } from '../json-parameter.ts';
import { integer, invalid, optional, type Parameters, required, tagList } from '../parameters.ts';
import type { Instance } from '../state.ts';

export const describeInstance: Action = reads({ LoadBalancerId: required() }, (cloud, p) => {
  const instance = findInstance(cloud, p);
  return {
    ...commonFields(instance),
    InternetChargeType: instance.internetChargeType,
    Bandwidth: instance.bandwidth,
    EndTime: '2999-09-08T16:00:00Z',
    EndTimeStamp: 32_493_801_600_000,
    ModificationProtectionReason: instance.modificationProtectionReason,
    ListenerPorts: wrapped(
      'ListenerPort',
      instance.listeners.map(({ port }) => port),
    ),
    // The misspelled twin is the service's own.
    ListenerPortsAndProtocal: wrapped(
      'ListenerPortAndProtocal',
      instance.listeners.map(({ port, protocol }) => ({ ListenerPort: port, ListenerProtocol: protocol })),
    ),
    ListenerPortsAndProtocol: wrapped(
      'ListenerPortAndProtocol',
      instance.listeners.map((listener) => ({
        ListenerPort: listener.port,
        ListenerProtocol: listener.protocol,
        ListenerForward: listener.forwardPort === undefined ? 'off' : 'on',
        ForwardPort: listener.forwardPort,
        Description: listener.description,
      })),
    ),
    BackendServers: wrapped(
      'BackendServer',
      instance.defaultBackends.map((backend) => ({
        ServerId: backend.serverId,
        ServerIp: backend.serverIp,
        Weight: backend.weight,
        Type: backend.type,
        Description: backend.description,
      })),
    ),
  };
});

export const describeInstances: Action = reads(
  {
    LoadBalancerId: optional(),
    LoadBalancerName: optional(),
    LoadBalancerStatus: optional(),
    Address: optional(),
    AddressType: optional(),
    AddressIPVersion: optional(),
    NetworkType: optional(),
    VpcId: optional(),
    VSwitchId: optional(),
    InternetChargeType: optional(),
    MasterZoneId: optional(),
    SlaveZoneId: optional(),
    ResourceGroupId: optional(),
    Tags: optional(),
    Tag: tagList,
    PageNumber: optional(integer(1, 100_000)),
    PageSize: optional(integer(1, 100)),
  },
  (cloud, p) => {
    const filter = readFilter(cloud, p);
    const found = [...cloud.state.instances.values()].filter(filter);
    if (p.get('PageSize') !== undefined) p.need('PageNumber');
    const pageNumber = p.number('PageNumber') ?? 1;
    const pageSize = p.number('PageSize') ?? 50;
    const page = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
    return {
      LoadBalancers: wrapped('LoadBalancer', page.map(listFields)),
      PageNumber: pageNumber,
      PageSize: pageSize,
      TotalCount: found.length,
    };
  },
);

/** What attribute and list have in common. */
function commonFields(instance: Instance): Answer {
  return {
    LoadBalancerId: instance.id,
    LoadBalancerName: instance.name,
    LoadBalancerStatus: instance.status,
    Address: instance.address,
    AddressType: instance.addressType,
    AddressIPVersion: instance.ipVersion,
    NetworkType: instance.networkType,
    VpcId: instance.vpcId,
    VSwitchId: instance.vswitchId,
    RegionId: instance.region,
    RegionIdAlias: instance.region,
    MasterZoneId: instance.masterZoneId,
    SlaveZoneId: instance.slaveZoneId,
    InstanceChargeType: instance.instanceChargeType,
    LoadBalancerSpec: instance.specification,
    PayType: 'PayOnDemand',
    CreateTime: timeText(instance.createdAt),
    CreateTimeStamp: instance.createdAt,
    ResourceGroupId: instance.resourceGroupId,
    DeleteProtection: instance.deleteProtection ? 'on' : 'off',
    ModificationProtectionStatus: instance.modificationProtection ? 'ConsoleProtection' : 'NonProtection',
    Tags: tagsJson(instance.tags),
  };
}

/** The list has numbers for words. */
function listFields(instance: Instance): Answer {
  return {
    ...commonFields(instance),
    InternetChargeType: instance.internetChargeType === 'paybybandwidth' ? '3' : '4',
    InternetChargeTypeAlias: instance.internetChargeType,
    Bandwidth: instance.bandwidth,
  };
}

function readFilter(cloud: Cloud, p: Parameters): (instance: Instance) => boolean {
  const ids = tenAtMost(p, 'LoadBalancerId');
  const names = tenAtMost(p, 'LoadBalancerName');
  const anyOf = readAnyTag(cloud, p.get('Tags'));
  const equal = (name: string, value: string): boolean => {
    const wanted = p.get(name);
    return wanted === undefined || wanted === value;
  };
  return (instance) =>
    equal('RegionId', instance.region) &&
    (ids === undefined || ids.includes(instance.id)) &&
    (names === undefined || names.includes(instance.name)) &&
    equal('LoadBalancerStatus', instance.status) &&
    equal('Address', instance.address) &&
    equal('AddressType', instance.addressType) &&
    equal('AddressIPVersion', instance.ipVersion) &&
    equal('NetworkType', instance.networkType) &&
    equal('VpcId', instance.vpcId) &&
    equal('VSwitchId', instance.vswitchId) &&
    equal('InternetChargeType', instance.internetChargeType) &&
    equal('MasterZoneId', instance.masterZoneId) &&
    equal('SlaveZoneId', instance.slaveZoneId) &&
    equal('ResourceGroupId', instance.resourceGroupId) &&
    hasTags(instance.tags, p.tags) &&
    (anyOf === undefined || anyOf.some(([key, value]) => instance.tags.get(key) === value));
}

function tenAtMost(p: Parameters, name: string): readonly string[] | undefined {
  const values = p.get(name)?.split(',');
  if (values !== undefined && values.length > 10) invalid(name);
  return values;
}

/** `Tags`: a JSON array of pairs, of which one has to match. */
function readAnyTag(cloud: Cloud, text: string | undefined): readonly [string, string][] | undefined {
  if (text === undefined) return undefined;
  const fields = ['TagKey', 'TagValue'];
  const pairs = parseJson(text, fields, cloud.switches) ?? invalid('Tags');
  if (pairs.length > 10) refuse(400, 'TagCountLimit', 'There are too many tags.');
  return pairs.map((pair): [string, string] => [
    pair.text('TagKey') ?? invalid('Tags'),
    pair.text('TagValue') ?? '',
  ]);
}
