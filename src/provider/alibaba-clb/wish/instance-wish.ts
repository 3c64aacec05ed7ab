import type { CloudWish } from '../../../model/index.ts';
import { managedLoadBalancerId } from '../../../model/index.ts';
import type { ClbSettings } from '../clb-settings.ts';
import { clusterTag, purposeTag } from '../names.ts';

/** The instance Sluice makes, as it ought to be. Absent fields are left to CLB. */
export interface WantedInstance {
  readonly name: string;
  readonly instanceChargeType: string;
  /** Only where the specification is what is paid for. */
  readonly specification?: string;
  readonly internetChargeType?: string;
  /** Mbit/s; only where bandwidth is what is paid for. */
  readonly bandwidth?: number;
  readonly ipVersion?: 'ipv4' | 'ipv6';
  readonly masterZoneId?: string;
  readonly slaveZoneId?: string;
  readonly resourceGroupId?: string;
  readonly deleteProtection: boolean;
  readonly modificationProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** Tags of one instance at most; two are ours. */
const maxTags = 20;

/** Joins what annotations ask for with the settings; annotations come first. */
export function wantedInstance(
  cloud: CloudWish | undefined,
  { clusterId, instance }: ClbSettings,
): WantedInstance {
  const wishes = cloud?.instance ?? {};
  const masterZoneId = wishes['master-zoneid'] ?? instance.masterZoneId;
  const slaveZoneId = wishes['slave-zoneid'] ?? instance.slaveZoneId;
  const resourceGroupId = wishes['resource-group-id'] ?? instance.resourceGroupId;
  const ipVersion = wishes['ip-version'];
  return {
    name: wishes['name'] ?? instance.name ?? `sluice-${clusterId}`,
    ...wantedPayment(wishes, instance),
    ...(ipVersion === 'ipv4' || ipVersion === 'ipv6' ? { ipVersion } : {}),
    ...(masterZoneId === undefined ? {} : { masterZoneId }),
    ...(slaveZoneId === undefined ? {} : { slaveZoneId }),
    ...(resourceGroupId === undefined ? {} : { resourceGroupId }),
    deleteProtection: wishes['delete-protection'] !== 'off',
    modificationProtection: wishes['modification-protection'] !== 'NonProtection',
    tags: wantedTags({ ...instance.tags, ...readTags(wishes['additional-resource-tags']) }, clusterId),
  };
}

type Payment = Pick<
  WantedInstance,
  'instanceChargeType' | 'specification' | 'internetChargeType' | 'bandwidth'
>;

/** A specification that is named without the way of paying means that it is what is paid for. */
function wantedPayment(
  wishes: Readonly<Record<string, string>>,
  { instanceChargeType, ...instance }: ClbSettings['instance'],
): Payment {
  const named = wishes['spec'] === undefined ? instanceChargeType : 'PayBySpec';
  const implied = instance.specification === undefined ? 'PayByCLCU' : 'PayBySpec';
  const paid = wishes['instance-charge-type'] ?? named ?? implied;
  // Paid by use, an instance has neither a specification nor a bandwidth of its own.
  if (paid === 'PayByCLCU') return { instanceChargeType: paid };
  const specification = wishes['spec'] ?? instance.specification;
  const internetChargeType = wishes['charge-type'] ?? instance.internetChargeType;
  const bandwidth = wishes['bandwidth'] === undefined ? instance.bandwidth : Number(wishes['bandwidth']);
  return {
    instanceChargeType: paid,
    ...(specification === undefined ? {} : { specification }),
    ...(internetChargeType === undefined ? {} : { internetChargeType }),
    ...(internetChargeType === 'paybybandwidth' && bandwidth !== undefined ? { bandwidth } : {}),
  };
}

/** `K1=V1,K2=V2`; what has no `=` is a key with an empty value. */
function readTags(text: string | undefined): Readonly<Record<string, string>> {
  if (text === undefined) return {};
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [key = '', ...rest] = pair.split('=');
      return [key, rest.join('=')];
    }),
  );
}

function wantedTags(others: Readonly<Record<string, string>>, clusterId: string): WantedInstance['tags'] {
  const ours = { [clusterTag]: clusterId, [purposeTag]: managedLoadBalancerId };
  const sorted = Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...Object.fromEntries(sorted.slice(0, maxTags - Object.keys(ours).length)), ...ours };
}
