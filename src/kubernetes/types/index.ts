import type { ConfigMap, Secret } from './config.ts';
import type { Ingress, IngressClass } from './ingress.ts';
import type { EndpointSlice, Service } from './service.ts';
import type { SLBInstance } from './slb-instance.ts';

export * from '../validate/index.ts';
export * from './config.ts';
export * from './ingress.ts';
export * from './object.ts';
export * from './service.ts';
export * from './slb-instance.ts';

/** Every object Sluice reads, tagged by `kind`. */
export type KubernetesObject =
  | ConfigMap
  | EndpointSlice
  | Ingress
  | IngressClass
  | Secret
  | Service
  | SLBInstance;

/** The kinds Sluice reads. */
export type Kind = KubernetesObject['kind'];
