import type { CertificateFacts } from './certificate.ts';
import type { Backend } from './endpoint.ts';
import type { LoadBalancer } from './load-balancer.ts';
import type { ObjectReport } from './report.ts';

/** All that should exist, made from one snapshot. Plain data, sorted, without key bytes. Parts that did not change keep their identity. */
export interface Translation {
  /** Sorted by id. */
  readonly loadBalancers: readonly LoadBalancer[];
  /** Backends that routes use, sorted by id; their endpoints are made apart. */
  readonly backends: readonly Backend[];
  /** Certificates in use, sorted by namespace, name. */
  readonly certificates: readonly CertificateFacts[];
  /** What became of each object, sorted. */
  readonly reports: readonly ObjectReport[];
}
