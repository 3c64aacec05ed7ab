import type { ObjectMeta } from './object.ts';

/** What a user asks of an instance. `address` is a wish: one of the addresses of the pool. */
export interface SLBInstanceSpec {
  readonly name?: string;
  readonly addressType: 'internet' | 'intranet';
  /** `slb.s1.small` … `slb.s3.large`, `slb.lcu.elastic`; empty means shared-performance. */
  readonly specification: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly address?: string;
  readonly vpcId?: string;
}

/** sluice.dev/v1alpha1 SLBInstance, cluster-scoped; its status is ours and not read from here. */
export interface SLBInstance {
  readonly kind: 'SLBInstance';
  readonly metadata: ObjectMeta;
  readonly spec: SLBInstanceSpec;
}
