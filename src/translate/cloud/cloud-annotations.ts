import type { CloudAnnotation } from './cloud-annotation.ts';
import { healthWishes } from './health-wishes.ts';
import { instanceWishes } from './instance-wishes.ts';
import { listenerWishes } from './listener-wishes.ts';

/** The annotations for load balancers of a cloud, in the order of the reference page. */
export const cloudAnnotations: readonly CloudAnnotation[] = [
  ...instanceWishes,
  ...listenerWishes,
  ...healthWishes,
];
