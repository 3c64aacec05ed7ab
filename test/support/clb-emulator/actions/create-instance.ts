import { type Action, writes } from '../action.ts';
import type { Answer } from '../answer.ts';
import { refuse } from '../api-error.ts';
import type { Cloud } from '../cloud.ts';
import { invalid, type Parameters } from '../parameters.ts';
import type { Instance } from '../state.ts';
import { createInstanceParameters } from './instance-parameters.ts';

export const elasticSpecification = 'slb.lcu.elastic';

/** Mbit/s of an instance billed by traffic. */
const unlimitedBandwidth = 5120;

/** The same token with the same parameters answers with the same instance, even if that was deleted since. */
export const createInstance: Action = writes(createInstanceParameters, (cloud, p) => {
  const token = p.get('ClientToken');
  const request = requestText(p);
  const before = token === undefined ? undefined : cloud.state.tokens.get(token);
  if (before !== undefined) {
    if (before.request !== request) {
      refuse(400, 'LX_REQUEST_TOKEN_CONFLICT', 'The client token was used with other parameters.');
    }
    return before.answer;
  }
  checkRequest(p);
  const inRegion = [...cloud.state.instances.values()].filter(({ region }) => region === p.need('RegionId'));
  if (inRegion.length >= cloud.quotas.instances) {
    refuse(400, 'ORDER.QUOTA_EXCEEDED', 'The quota of instances is used up.');
  }
  const instance = newInstance(cloud, p);
  cloud.state.instances.set(instance.id, instance);
  const answer = describeCreated(instance);
  if (token !== undefined) cloud.state.tokens.set(token, { request, answer });
  return answer;
});

function requestText(p: Parameters): string {
  const names = Object.keys(createInstanceParameters).filter((name) => name !== 'ClientToken');
  return JSON.stringify([p.need('RegionId'), ...names.map((name) => p.get(name) ?? ''), ...p.tags]);
}

function checkRequest(p: Parameters): void {
  const byUse = p.get('InstanceChargeType') === 'PayByCLCU';
  if (!byUse) p.need('LoadBalancerSpec');
  if (byUse && p.get('InternetChargeType') === 'paybybandwidth') invalid('InternetChargeType');
  if (p.get('InternetChargeType') === 'paybybandwidth') p.need('Bandwidth');
  if (p.get('VSwitchId') !== undefined && p.get('AddressType') === 'internet') invalid('VSwitchId');
  if (p.get('Address') !== undefined && p.get('VSwitchId') === undefined) invalid('Address');
  if (
    p.get('ModificationProtectionReason') !== undefined &&
    p.get('ModificationProtectionStatus') !== 'ConsoleProtection'
  ) {
    invalid('ModificationProtectionReason');
  }
}

function newInstance(cloud: Cloud, p: Parameters): Instance {
  const id = `lb-${cloud.newId()}`;
  const vswitchId = p.get('VSwitchId') ?? '';
  const addressType = vswitchId !== '' || p.get('AddressType') === 'intranet' ? 'intranet' : 'internet';
  const byUse = p.get('InstanceChargeType') === 'PayByCLCU';
  const byBandwidth = p.get('InternetChargeType') === 'paybybandwidth';
  return {
    id,
    region: p.need('RegionId'),
    createdAt: cloud.now(),
    name: p.get('LoadBalancerName') ?? `auto-${id}`,
    status: 'active',
    specification: byUse ? elasticSpecification : p.need('LoadBalancerSpec'),
    instanceChargeType: byUse ? 'PayByCLCU' : 'PayBySpec',
    internetChargeType: byBandwidth ? 'paybybandwidth' : 'paybytraffic',
    bandwidth: byBandwidth ? Number(p.need('Bandwidth')) : unlimitedBandwidth,
    addressType,
    address: p.get('Address') ?? cloud.newAddress(addressType),
    ipVersion: p.get('AddressIPVersion') === 'ipv6' ? 'ipv6' : 'ipv4',
    networkType: vswitchId === '' ? 'classic' : 'vpc',
    vpcId: vswitchId === '' ? '' : (p.get('VpcId') ?? cloud.vpcId),
    vswitchId,
    masterZoneId: p.get('MasterZoneId') ?? `${p.need('RegionId')}-a`,
    slaveZoneId: p.get('SlaveZoneId') ?? `${p.need('RegionId')}-b`,
    resourceGroupId: p.get('ResourceGroupId') ?? 'rg-default',
    deleteProtection: p.get('DeleteProtection') === 'on',
    modificationProtection: p.get('ModificationProtectionStatus') === 'ConsoleProtection',
    modificationProtectionReason: p.get('ModificationProtectionReason') ?? '',
    tags: new Map(p.tags),
    listeners: [],
    serverGroups: [],
    defaultBackends: [],
    leftovers: [],
    busyCalls: 0,
  };
}

function describeCreated(instance: Instance): Answer {
  return {
    LoadBalancerId: instance.id,
    LoadBalancerName: instance.name,
    Address: instance.address,
    AddressIPVersion: instance.ipVersion,
    NetworkType: instance.networkType,
    ResourceGroupId: instance.resourceGroupId,
    VpcId: instance.vpcId,
    VSwitchId: instance.vswitchId,
    OrderId: 0,
  };
}
