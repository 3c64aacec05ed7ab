import type { InstanceFacts, Reason } from '../model/index.ts';

/** Why an instance cannot be used. */
export interface Refusal {
  readonly reason: Reason;
  readonly message: string;
}

/** What a group of Ingresses asks of an existing instance. */
export interface ReuseWish {
  readonly id: string;
  /** True: listeners of others on our ports may be replaced. */
  readonly forceOverrideListeners: boolean;
  /** The VPC of the cluster, where it is known. */
  readonly vpcId?: string;
}

/** Specifications that guarantee performance and so take pods (ENIs) as backends. */
export const usableSpecifications: ReadonlySet<string> = new Set([
  'slb.s1.small',
  'slb.s2.small',
  'slb.s2.medium',
  'slb.s3.small',
  'slb.s3.medium',
  'slb.s3.large',
  'slb.lcu.elastic',
]);

/** Tags by which a cloud controller marks instances as its own. */
const OWNER_TAGS = ['kubernetes.do.not.delete', 'ack.aliyun.com'];

const OUR_PORTS = [80, 443];

/**
 * Whether an existing instance may be used, for all providers. Pure; no refusal means yes.
 * Every check that fails is named, in the order of the checks, so that a user mends all in one go.
 */
export function checkReuse(facts: InstanceFacts | undefined, wish: ReuseWish): readonly Refusal[] {
  if (facts === undefined) {
    return [{ reason: 'InstanceNotFound', message: `Instance ${wish.id} does not exist.` }];
  }
  return [
    ...checkStatus(facts),
    ...checkSpecification(facts),
    ...checkVpc(facts, wish),
    ...checkOwner(facts),
    ...checkPorts(facts, wish),
  ];
}

function checkStatus({ id, status, listeners }: InstanceFacts): Refusal[] {
  if (status === 'active' || (status === 'inactive' && listeners.length === 0)) return [];
  const state = status === 'inactive' ? 'inactive and has listeners' : status || 'in an unknown state';
  return [{ reason: 'InstanceNotActive', message: `Instance ${id} is ${state}.` }];
}

function checkSpecification({ id, specification }: InstanceFacts): Refusal[] {
  if (specification === '') {
    const message = `Instance ${id} is shared-performance: it has no specification and takes no pods as backends.`;
    return [{ reason: 'InstanceSharedPerformance', message }];
  }
  if (usableSpecifications.has(specification)) return [];
  const message = `Instance ${id} has specification ${specification}, which is not known to take pods as backends.`;
  return [{ reason: 'InstanceSpecificationUnsupported', message }];
}

function checkVpc({ id, vpcId }: InstanceFacts, wish: ReuseWish): Refusal[] {
  if (wish.vpcId === undefined || vpcId === undefined || vpcId === wish.vpcId) return [];
  const message = `Instance ${id} lies in VPC ${vpcId}, the cluster in ${wish.vpcId}.`;
  return [{ reason: 'InstanceVpcMismatch', message }];
}

function checkOwner({ id, managed, tags }: InstanceFacts): Refusal[] {
  if (managed) {
    const message = `Instance ${id} was made for the Ingresses that name no instance; leave the annotation out to share it.`;
    return [{ reason: 'InstanceOwnedByOther', message }];
  }
  const tag = OWNER_TAGS.find((key) => Object.hasOwn(tags, key));
  if (tag === undefined) return [];
  return [
    {
      reason: 'InstanceOwnedByOther',
      message: `Instance ${id} belongs to another owner: it has the tag ${tag}.`,
    },
  ];
}

function checkPorts({ id, listeners }: InstanceFacts, wish: ReuseWish): Refusal[] {
  if (wish.forceOverrideListeners) return [];
  return OUR_PORTS.flatMap((port) => {
    const taken = listeners.find((listener) => listener.port === port && listener.owner !== 'ours');
    if (taken === undefined || taken.owner === 'ours') return [];
    const message = `Port ${port} of instance ${id} has a listener (${taken.protocol}) of ${taken.owner.other}.`;
    return [{ reason: 'ListenerPortTaken' as const, message }];
  });
}
