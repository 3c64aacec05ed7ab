import type {
  Backend,
  CertificateFacts,
  LoadBalancer,
  ObjectRef,
  ObjectReport,
  PathMatch,
  Reason,
} from '../model/index.ts';

/** What an explanation is made from: the model of one instant, and what stands behind it. */
export interface ExplainSources {
  readonly loadBalancers: readonly LoadBalancer[];
  /** What became of each load balancer, by its id; undefined where nothing is served and only what would be is asked. */
  readonly served: ReadonlyMap<string, ServedInstance> | undefined;
  readonly backends: readonly Backend[];
  readonly certificates: readonly CertificateFacts[];
  readonly reports: readonly ObjectReport[];
  /** Every path of every Ingress, served or not, as written. Asked for once. */
  rules(): readonly WrittenRule[];
  /** The addresses of a backend, those that get no requests included; undefined where they are not known. */
  endpoints(backend: Backend): readonly EndpointState[] | undefined;
  /** Where an object came from; undefined where it is from no file. */
  place(object: ObjectRef): FilePlace | undefined;
  /** Milliseconds since the epoch, for what expires. */
  now(): number;
}

/** A load balancer as clients find it. */
export interface ServedInstance {
  readonly instanceId?: string;
  readonly address?: string;
  /** The ports clients use, by listener port. */
  readonly ports?: Readonly<Record<number, number>>;
  readonly programmed: boolean;
  readonly problems: readonly { readonly reason: Reason; readonly message: string }[];
}

/** A path of an Ingress, or its default backend. */
export interface WrittenRule {
  readonly ingress: ObjectRef;
  /** `*` where the rule names none, and for a default backend without rules. */
  readonly host: string;
  /** As written; absent for a default backend. */
  readonly path?: string;
  readonly pathType?: string;
  /** How a request must look to take it, by type alone; absent where no request can. */
  readonly match?: PathMatch;
  /** For example `spec.rules[0].http.paths[1]`. */
  readonly field: string;
  /** When the Ingress was made, milliseconds since the epoch. */
  readonly createdAt: number;
}

/** One address of a backend. */
export interface EndpointState {
  readonly address: string;
  readonly port?: number | undefined;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  /** True where requests go there now. */
  readonly used: boolean;
  /** Workers that send nothing there because it fails: the seconds until they try again, -1 where only a check can tell. */
  readonly outOfUse?: Readonly<Record<string, number>> | undefined;
}

export interface FilePlace {
  readonly file: string;
  /** From 1. */
  readonly line?: number | undefined;
}
