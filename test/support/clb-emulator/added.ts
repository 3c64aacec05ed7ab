import type { Cloud } from './cloud.ts';
import type { Instance, Listener, ServerGroup } from './state.ts';

/** An instance someone made before; Internet-facing, active and guaranteed unless said otherwise. */
export function addInstance(cloud: Cloud, partial: Partial<Instance>): Instance {
  const addressType = partial.addressType ?? 'internet';
  const inVpc = addressType === 'intranet';
  const id = partial.id ?? `lb-${cloud.newId()}`;
  const instance: Instance = {
    id,
    region: cloud.region,
    createdAt: cloud.now(),
    name: id,
    status: 'active',
    specification: 'slb.s2.small',
    instanceChargeType: 'PayBySpec',
    internetChargeType: 'paybytraffic',
    bandwidth: 5120,
    addressType,
    address: partial.address ?? cloud.newAddress(addressType),
    ipVersion: 'ipv4',
    networkType: inVpc ? 'vpc' : 'classic',
    vpcId: inVpc ? cloud.vpcId : '',
    vswitchId: inVpc ? 'vsw-test' : '',
    masterZoneId: `${cloud.region}-a`,
    slaveZoneId: `${cloud.region}-b`,
    resourceGroupId: 'rg-default',
    deleteProtection: false,
    modificationProtection: false,
    modificationProtectionReason: '',
    tags: new Map(),
    listeners: [],
    serverGroups: [],
    defaultBackends: [],
    leftovers: [],
    busyCalls: 0,
    ...partial,
  };
  cloud.state.instances.set(id, instance);
  return instance;
}

/** A listener someone made on the instance: TCP on port 8000, running, unless said otherwise. */
export function addListener(instance: Instance, partial: Partial<Listener>): Listener {
  const listener: Listener = {
    port: 8000,
    protocol: 'tcp',
    status: 'running',
    settledStatus: 'running',
    description: '',
    tags: new Map(),
    serverGroupId: undefined,
    backendServerPort: 8000,
    certificateId: undefined,
    caCertificateId: undefined,
    forwardPort: undefined,
    bandwidth: -1,
    settings: { Scheduler: 'wrr' },
    rules: [],
    extensions: [],
    ...partial,
  };
  instance.listeners.push(listener);
  return listener;
}

/** A server group someone made on the instance, without servers unless given. */
export function addServerGroup(cloud: Cloud, instance: Instance, partial: Partial<ServerGroup>): ServerGroup {
  const group: ServerGroup = {
    id: `rsp-${cloud.newId()}`,
    name: 'group',
    createdAt: cloud.now(),
    tags: new Map(),
    backends: [],
    pendingBackends: undefined,
    ...partial,
  };
  instance.serverGroups.push(group);
  return group;
}
