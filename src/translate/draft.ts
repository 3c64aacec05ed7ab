import type { Profile } from '../features/annotations.ts';
import type { Ingress, ObjectKey } from '../kubernetes/types/index.ts';
import type {
  Backend,
  CertificateFacts,
  CloudWish,
  HostCertificate,
  InstanceWish,
  Listener,
  LoadBalancer,
  ObjectReport,
} from '../model/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import type { TlsResult } from './certificates/resolve-tls.ts';
import type { AnnotatedIngress } from './ingress/annotated-ingress.ts';
import type { ParsedIngress } from './ingress/parsed-ingress.ts';
import type { ResolvedIngress } from './ingress/resolve-backends.ts';
import type { Fallback, HostResult, RouteChanges } from './ingress/route-results.ts';

/** The Ingresses that share one load balancer. Each pass fills its part in. */
export interface IngressGroup {
  readonly id: string;
  readonly instance: InstanceWish;
  /** First first: oldest, then namespace/name. */
  readonly members: readonly ParsedIngress[];
  /** Sorted by host. */
  hosts: readonly HostResult[];
  fallback: Fallback | undefined;
  /** What annotations ask of a cloud; undefined where nothing. */
  cloud: CloudWish | undefined;
  certificates: readonly HostCertificate[];
  /** The Ingress whose first Secret is the default certificate, if it is usable. */
  decider: ParsedIngress | undefined;
  listeners: readonly Listener[];
}

/** What the passes hand on while one snapshot is translated. */
export interface Draft {
  readonly snapshot: Snapshot;
  /** The Ingresses that are ours. */
  selected: ReadonlyMap<ObjectKey, Ingress>;
  /** The profiles of the selected Ingresses; where none stands, it is slb. */
  profiles: ReadonlyMap<ObjectKey, Profile>;
  /** The selected Ingresses that are served, oldest first. */
  members: readonly ParsedIngress[];
  /** Sorted by id. */
  groups: readonly IngressGroup[];
  /** By Ingress. */
  annotated: ReadonlyMap<ParsedIngress, AnnotatedIngress>;
  /** By Ingress. */
  resolved: ReadonlyMap<ParsedIngress, ResolvedIngress>;
  /** By Ingress; those without `tls` have none. */
  tls: ReadonlyMap<ParsedIngress, TlsResult>;
  readonly routeChanges: RouteChanges;
  loadBalancers: readonly LoadBalancer[];
  backends: readonly Backend[];
  certificates: readonly CertificateFacts[];
  /** What the passes so far have to say, in no order. */
  readonly collected: Set<ObjectReport>;
  reports: readonly ObjectReport[];
}

/** A step of translation: reads what the steps before it left in the draft and adds its part. */
export type Pass = (draft: Draft) => void;

/** The draft the first pass meets. */
export function startDraft(snapshot: Snapshot): Draft {
  return {
    snapshot,
    selected: new Map(),
    profiles: new Map(),
    members: [],
    groups: [],
    annotated: new Map(),
    resolved: new Map(),
    tls: new Map(),
    routeChanges: { added: [], removed: [] },
    loadBalancers: [],
    backends: [],
    certificates: [],
    collected: new Set(),
    reports: [],
  };
}

/** Adds reports to the draft. */
export function collectReports(draft: Draft, reports: readonly ObjectReport[]): void {
  for (const report of reports) draft.collected.add(report);
}
