import {
  type Check,
  integer,
  matching,
  oneOf,
  onOff,
  optional,
  type ParameterTable,
  tagList,
} from '../parameters.ts';

export const instanceName: Check = matching(/^[A-Za-z][A-Za-z0-9._-]{0,79}$/);
export const specification: Check = oneOf(
  'slb.s1.small',
  'slb.s2.small',
  'slb.s2.medium',
  'slb.s3.small',
  'slb.s3.medium',
  'slb.s3.large',
);
export const instanceChargeType: Check = oneOf('PayBySpec', 'PayByCLCU');
export const internetChargeType: Check = oneOf('paybytraffic', 'paybybandwidth');
export const bandwidth: Check = integer(1, 5120);
export const modificationProtection: Check = oneOf('NonProtection', 'ConsoleProtection');
export const protectionReason: Check = matching(/^[A-Za-z][A-Za-z0-9._-]{0,79}$/);
const address = matching(/^[0-9a-f.:]{3,39}$/);

export const createInstanceParameters: ParameterTable = {
  LoadBalancerName: optional(instanceName),
  AddressType: optional(oneOf('internet', 'intranet')),
  LoadBalancerSpec: optional(specification),
  InstanceChargeType: optional(instanceChargeType),
  InternetChargeType: optional(internetChargeType),
  Bandwidth: optional(bandwidth),
  VpcId: optional(matching(/^vpc-[a-z0-9-]+$/)),
  VSwitchId: optional(matching(/^vsw-[a-z0-9-]+$/)),
  Address: optional(address),
  AddressIPVersion: optional(oneOf('ipv4', 'ipv6')),
  MasterZoneId: optional(),
  SlaveZoneId: optional(),
  ResourceGroupId: optional(matching(/^rg-[a-z0-9-]+$/)),
  DeleteProtection: optional(onOff),
  ModificationProtectionStatus: optional(modificationProtection),
  ModificationProtectionReason: optional(protectionReason),
  PayType: optional(oneOf('PayOnDemand')),
  Tag: tagList,
  ClientToken: optional(matching(/^[\x20-\x7e]{1,64}$/)),
};
