import type { CloudWish } from '../../../model/index.ts';
import type { CreateInstance } from '../api/clb-api.ts';
import type { ClbSettings } from '../clb-settings.ts';
import { wantedInstance } from './instance-wish.ts';

/**
 * What `CreateLoadBalancer` is asked for: an Internet-facing instance with our tags and protected from the first moment.
 * The token says cluster and generation and nothing of the wish: a second request after a lost reply, with whatever has
 * changed between the two, never makes a second instance. `generation` counts the instances made for the cluster before.
 */
export function instanceRequest(
  cloud: CloudWish | undefined,
  settings: ClbSettings,
  generation: number,
): CreateInstance {
  const wanted = wantedInstance(cloud, settings);
  // Where the specification is paid for, CLB demands one; the smallest guaranteed one takes pods.
  const smallest = wanted.instanceChargeType === 'PayBySpec' ? { specification: 'slb.s1.small' } : {};
  return {
    ...smallest,
    ...wanted,
    addressType: 'internet',
    clientToken: `sluice-${settings.clusterId}-${generation}`,
  };
}
