import type { Profile } from '../../features/annotations.ts';
import type { Ingress, ObjectKey, PathType } from '../../kubernetes/types/index.ts';
import type { InstanceWish, ObjectRef, ObjectReport, PathMatch } from '../../model/index.ts';
import type { CloudAsk } from '../cloud/cloud-ask.ts';

/** What an Ingress names as a backend. */
export type WantedBackend =
  | { readonly kind: 'service'; readonly service: string; readonly port: number | string }
  | { readonly kind: 'resource'; readonly resource: string };

/** A path of a rule. */
export interface ParsedPath {
  /** As written; `/` where there is none. */
  readonly text: string;
  readonly pathType: PathType;
  /** What it takes by its type alone, in normalised form; undefined where no request can have it. */
  readonly literal: PathMatch | undefined;
  readonly backend: WantedBackend;
  /** The API field the path came from. */
  readonly field: string;
}

/** All paths of one host, over all rules that name it, in the order written. */
export interface ParsedHost {
  /** `*` for rules without a host. */
  readonly host: string;
  readonly paths: readonly ParsedPath[];
}

/** An entry of `spec.tls` that names a Secret, or only lists hosts. */
export interface ParsedTls {
  /** For example `spec.tls[0]`. */
  readonly field: string;
  readonly hosts: readonly string[];
  readonly secretName?: string;
}

/** An Ingress as far as it can be understood without looking at any other object. */
export interface ParsedIngress {
  readonly ref: ObjectRef;
  readonly key: ObjectKey;
  readonly namespace: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Absent when the annotation holds no instance id: the Ingress is not served. */
  readonly instance?: InstanceWish;
  /** What annotations ask of the load balancer; absent where nothing. */
  readonly cloud?: CloudAsk;
  readonly hosts: readonly ParsedHost[];
  readonly defaultBackend?: WantedBackend;
  /** True without any rule: the default backend then takes what nobody took. */
  readonly catchAll: boolean;
  readonly tls: readonly ParsedTls[];
  readonly profile: Profile;
  readonly annotations: Readonly<Record<string, string>>;
  /** The Services, Secrets and ConfigMaps it refers to, each once. */
  readonly services: readonly ObjectKey[];
  readonly secrets: readonly ObjectKey[];
  readonly configMaps: readonly ObjectKey[];
  readonly reports: readonly ObjectReport[];
}

/** Names an Ingress in reports. */
export function ingressRef(ingress: Ingress): ObjectRef {
  return { kind: 'Ingress', namespace: ingress.metadata.namespace ?? 'default', name: ingress.metadata.name };
}
