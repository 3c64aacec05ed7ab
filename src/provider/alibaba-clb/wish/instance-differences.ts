import type { CloudWish } from '../../../model/index.ts';
import type { ProviderProblem } from '../../load-balancer-provider.ts';
import type { ClbInstanceHead } from '../api/clb-api.ts';
import type { ClbSettings } from '../clb-settings.ts';
import type { SetInstanceStep } from '../plan/operations.ts';
import { type WantedInstance, wantedInstance } from './instance-wish.ts';

export type InstanceChange = SetInstanceStep['change'];

/** How an instance differs from what it ought to be. */
export interface InstanceDifferences {
  /** In the order in which they are to be made; each is one call. */
  readonly changes: readonly InstanceChange[];
  /** What cannot be changed once an instance exists. */
  readonly problems: readonly ProviderProblem[];
}

/**
 * Compares an instance Sluice made with what annotations and settings ask for. What neither names is left as it is,
 * and tags of others stay.
 */
export function instanceDifferences(
  cloud: CloudWish | undefined,
  settings: ClbSettings,
  instance: ClbInstanceHead,
): InstanceDifferences {
  const wanted = wantedInstance(cloud, settings);
  return {
    changes: [
      ...tagChanges(wanted, instance),
      ...protectionChanges(wanted, instance),
      ...(wanted.name === instance.name ? [] : [{ kind: 'name', name: wanted.name } as const]),
      ...paymentChanges(wanted, instance),
    ],
    problems: fixedProblems(wanted, instance),
  };
}

function tagChanges({ tags }: WantedInstance, instance: ClbInstanceHead): readonly InstanceChange[] {
  const missing = Object.entries(tags).filter(([key, value]) => instance.tags[key] !== value);
  return missing.length === 0 ? [] : [{ kind: 'tags', tags: Object.fromEntries(missing) }];
}

function protectionChanges(wanted: WantedInstance, instance: ClbInstanceHead): readonly InstanceChange[] {
  const { deleteProtection, modificationProtection } = wanted;
  return [
    ...(deleteProtection === instance.deleteProtection
      ? []
      : [{ kind: 'delete-protection', on: deleteProtection } as const]),
    ...(modificationProtection === instance.modificationProtection
      ? []
      : [{ kind: 'modification-protection', on: modificationProtection } as const]),
  ];
}

/** Where CLB does not say how an instance is paid, as outside China, there is nothing to compare. */
function paymentChanges(wanted: WantedInstance, instance: ClbInstanceHead): readonly InstanceChange[] {
  const { instanceChargeType, specification, internetChargeType, bandwidth } = wanted;
  if (instanceChargeType === 'PayByCLCU') {
    return instance.instanceChargeType === 'PayBySpec' ? [{ kind: 'charge-type', instanceChargeType }] : [];
  }
  if (instance.instanceChargeType === 'PayByCLCU') return [];
  const otherCharge = internetChargeType !== undefined && internetChargeType !== instance.internetChargeType;
  const otherBandwidth = bandwidth !== undefined && bandwidth !== instance.bandwidth;
  return [
    ...(specification === undefined || specification === instance.specification
      ? []
      : [{ kind: 'specification', specification } as const]),
    ...(otherCharge || otherBandwidth
      ? [
          {
            kind: 'internet-charge',
            ...(internetChargeType === undefined ? {} : { internetChargeType }),
            ...(bandwidth === undefined ? {} : { bandwidth }),
          } as const,
        ]
      : []),
  ];
}

function fixedProblems(wanted: WantedInstance, instance: ClbInstanceHead): readonly ProviderProblem[] {
  const backToSpec = wanted.instanceChargeType === 'PayBySpec' && instance.instanceChargeType === 'PayByCLCU';
  const fixed = [
    ['instance-charge-type', backToSpec ? 'PayBySpec' : undefined, instance.instanceChargeType],
    ['ip-version', wanted.ipVersion, instance.ipVersion],
    ['master-zoneid', wanted.masterZoneId, instance.masterZoneId],
    ['slave-zoneid', wanted.slaveZoneId, instance.slaveZoneId],
    ['resource-group-id', wanted.resourceGroupId, instance.resourceGroupId],
  ] as const;
  return fixed.flatMap(([name, wish, is]): ProviderProblem[] => {
    if (wish === undefined || is === '' || wish === is) return [];
    const message = `${name} is to be ${wish}, yet instance ${instance.id} has ${is}, which cannot be changed once it exists`;
    return [{ reason: 'AnnotationWithoutEffect', message }];
  });
}
