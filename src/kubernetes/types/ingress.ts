import type { ObjectMeta } from './object.ts';

/** The three path types of networking.k8s.io/v1. */
export type PathType = 'Exact' | 'Prefix' | 'ImplementationSpecific';

/** A port of a Service: by `number` or by `name`, exactly one of them. */
export interface ServiceBackendPort {
  readonly number?: number;
  readonly name?: string;
}

/** Where requests go: exactly one of `service` and `resource`. */
export interface IngressBackend {
  readonly service?: { readonly name: string; readonly port: ServiceBackendPort };
  readonly resource?: { readonly apiGroup?: string; readonly kind: string; readonly name: string };
}

export interface IngressPath {
  /** Absent or empty only with ImplementationSpecific; means `/`. */
  readonly path?: string;
  readonly pathType: PathType;
  readonly backend: IngressBackend;
}

export interface IngressRule {
  readonly host?: string;
  readonly http?: { readonly paths: readonly IngressPath[] };
}

export interface IngressTls {
  readonly hosts?: readonly string[];
  readonly secretName?: string;
}

/** networking.k8s.io/v1 Ingress, as far as Sluice reads it. */
export interface Ingress {
  readonly kind: 'Ingress';
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly ingressClassName?: string;
    readonly defaultBackend?: IngressBackend;
    readonly tls?: readonly IngressTls[];
    readonly rules?: readonly IngressRule[];
  };
}

/** networking.k8s.io/v1 IngressClass. */
export interface IngressClass {
  readonly kind: 'IngressClass';
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly controller: string;
    readonly parameters?: { readonly apiGroup?: string; readonly kind: string; readonly name: string };
  };
}
