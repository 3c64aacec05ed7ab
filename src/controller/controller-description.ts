import type {
  Backend,
  BackendEndpoints,
  CertificateFacts,
  LoadBalancer,
  ObjectReport,
} from '../model/index.ts';
import type { ProviderReport } from '../provider/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import type { IngressStatus } from './ingress-status.ts';
import type { ReportDifference } from './report-log.ts';

/** What the controller does: `fail` is an `apply` that failed, or that a worker refused. */
export type Step = 'apply' | 'fail' | 'set-endpoints' | 'translate';

/** One change, and how long it took to be in force in all workers. */
export interface ChangeOutcome {
  readonly line: string;
  readonly ms: number;
}

export interface StatusUpdate extends ReportDifference {
  readonly changes: readonly ChangeOutcome[];
  /** All reports that stand now. */
  readonly standing: readonly ObjectReport[];
  /** True when every load balancer is in force. */
  readonly programmed: boolean;
}

/** What the controller knows at one instant. */
export interface ControllerDescription {
  readonly revision: number;
  readonly snapshot: Snapshot;
  /** False while the source cannot see all of its objects. */
  readonly healthy: boolean;
  /** True once the first translation was applied. */
  readonly settled: boolean;
  readonly loadBalancers: readonly LoadBalancer[];
  readonly backends: readonly Backend[];
  /** In the order of the backends. */
  readonly endpoints: readonly BackendEndpoints[];
  readonly answers: readonly ProviderReport[];
  readonly certificates: readonly CertificateFacts[];
  readonly ingresses: readonly IngressStatus[];
  readonly reports: readonly ObjectReport[];
}
