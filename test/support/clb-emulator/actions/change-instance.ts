import { type Action, type ActionTable, writes } from '../action.ts';
import { refuse } from '../api-error.ts';
import { findInstance } from '../find.ts';
import { invalid, oneOf, onOff, optional, required } from '../parameters.ts';
import type { Instance } from '../state.ts';
import { elasticSpecification } from './create-instance.ts';
import {
  bandwidth,
  instanceName,
  internetChargeType,
  modificationProtection,
  protectionReason,
  specification,
} from './instance-parameters.ts';

const instanceId = { LoadBalancerId: required() };

/** With everything on it, except certificates. */
const deleteInstance: Action = writes(instanceId, (cloud, p) => {
  const instance = findInstance(cloud, p);
  refuseLocked(instance);
  if (instance.deleteProtection) {
    refuse(400, cloud.switches.deleteProtectionCode, 'The instance is protected against deletion.');
  }
  cloud.state.instances.delete(instance.id);
  return {};
});

const setDeleteProtection: Action = writes(
  { ...instanceId, DeleteProtection: required(onOff) },
  (cloud, p) => {
    findInstance(cloud, p).deleteProtection = p.need('DeleteProtection') === 'on';
    return {};
  },
);

const setModificationProtection: Action = writes(
  {
    ...instanceId,
    ModificationProtectionStatus: required(modificationProtection),
    ModificationProtectionReason: optional(protectionReason),
  },
  (cloud, p) => {
    const instance = findInstance(cloud, p);
    const on = p.need('ModificationProtectionStatus') === 'ConsoleProtection';
    const reason = p.get('ModificationProtectionReason');
    if (!on && reason !== undefined) invalid('ModificationProtectionReason');
    instance.modificationProtection = on;
    instance.modificationProtectionReason = reason ?? '';
    return {};
  },
);

const setName: Action = writes({ ...instanceId, LoadBalancerName: required(instanceName) }, (cloud, p) => {
  findInstance(cloud, p).name = p.need('LoadBalancerName');
  return {};
});

const setStatus: Action = writes(
  { ...instanceId, LoadBalancerStatus: required(oneOf('active', 'inactive')) },
  (cloud, p) => {
    const instance = findInstance(cloud, p);
    refuseLocked(instance);
    instance.status = p.need('LoadBalancerStatus') === 'active' ? 'active' : 'inactive';
    return {};
  },
);

/** Shared to guaranteed is one way: there is no name for shared. */
const setSpecification: Action = writes(
  { ...instanceId, LoadBalancerSpec: required(specification), AutoPay: optional() },
  (cloud, p) => {
    const instance = findInstance(cloud, p);
    if (instance.instanceChargeType === 'PayByCLCU') {
      refuse(400, 'ChangeLbSpecNotAllowed', 'The instance is charged by use and has no specification.');
    }
    instance.specification = p.need('LoadBalancerSpec');
    return { OrderId: 0 };
  },
);

const setInternetCharge: Action = writes(
  {
    ...instanceId,
    InternetChargeType: optional(internetChargeType),
    Bandwidth: optional(bandwidth),
    AutoPay: optional(),
  },
  (cloud, p) => {
    const instance = findInstance(cloud, p);
    if (instance.addressType === 'intranet') {
      refuse(400, 'ActionNotAllowed', 'The instance is not Internet-facing.');
    }
    const charge = p.get('InternetChargeType') ?? instance.internetChargeType;
    if (charge === 'paybybandwidth' && instance.instanceChargeType === 'PayByCLCU')
      invalid('InternetChargeType');
    if (charge === 'paybybandwidth') {
      instance.bandwidth = p.number('Bandwidth') ?? instance.bandwidth;
      instance.internetChargeType = 'paybybandwidth';
    } else {
      instance.internetChargeType = 'paybytraffic';
      instance.bandwidth = 5120;
    }
    return { OrderId: 0 };
  },
);

/** Only the change to charges by use is documented. */
const setInstanceChargeType: Action = writes(
  {
    ...instanceId,
    InstanceChargeType: required(oneOf('PayByCLCU')),
    LoadBalancerSpec: optional(specification),
    InternetChargeType: optional(oneOf('paybytraffic')),
    Bandwidth: optional(bandwidth),
  },
  (cloud, p) => {
    const instance = findInstance(cloud, p);
    instance.instanceChargeType = 'PayByCLCU';
    instance.specification = elasticSpecification;
    instance.internetChargeType = 'paybytraffic';
    instance.bandwidth = 5120;
    return {};
  },
);

export function refuseLocked(instance: Instance): void {
  if (instance.status === 'locked') {
    refuse(400, 'ActionNotAllowed', 'The instance is locked.');
  }
}

export const changeInstanceActions: ActionTable = {
  DeleteLoadBalancer: deleteInstance,
  SetLoadBalancerDeleteProtection: setDeleteProtection,
  SetLoadBalancerModificationProtection: setModificationProtection,
  SetLoadBalancerName: setName,
  SetLoadBalancerStatus: setStatus,
  ModifyLoadBalancerInstanceSpec: setSpecification,
  ModifyLoadBalancerInternetSpec: setInternetCharge,
  ModifyLoadBalancerInstanceChargeType: setInstanceChargeType,
};
