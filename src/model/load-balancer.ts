import type { DefaultCertificate, HostCertificate } from './certificate.ts';
import type { CloudWish } from './cloud-wish.ts';
import type { ObjectRef } from './object-ref.ts';
import type { RoutingTable } from './route.ts';

/** Id of the one load balancer whose instance Sluice makes by itself. */
export const managedLoadBalancerId = 'managed';

/** Which instance a load balancer is realised on: one we make (Internet-facing), or one the user named. */
export type InstanceWish =
  | { readonly kind: 'managed' }
  | { readonly kind: 'existing'; readonly id: string; readonly forceOverrideListeners: boolean };

/** A port and protocol of a load balancer. All listeners share the load balancer's routing table. */
export type Listener =
  | { readonly port: number; readonly protocol: 'http' }
  | { readonly port: number; readonly protocol: 'https'; readonly defaultCertificate: DefaultCertificate };

/** One instance with an address, as it should be. */
export interface LoadBalancer {
  /** `managed`, or the id of the existing instance. */
  readonly id: string;
  readonly instance: InstanceWish;
  /** Sorted by port: 80 (HTTP) and 443 (HTTPS). */
  readonly listeners: readonly Listener[];
  /** Certificates by SNI, sorted by host. */
  readonly certificates: readonly HostCertificate[];
  readonly routing: RoutingTable;
  /** Absent where no annotation asks for anything of a cloud. */
  readonly cloud?: CloudWish;
  /** The Ingresses of the group, first first: oldest, then namespace/name. */
  readonly owners: readonly ObjectRef[];
}
