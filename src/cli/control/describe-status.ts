import type { ControllerDescription } from '../../controller/index.ts';
import { type LoadBalancer, managedLoadBalancerId, type ObjectReport } from '../../model/index.ts';
import { problemGroups } from '../commands/problem-groups.ts';
import type { InstanceRow, InstanceSummary, StatusRow } from '../wire/wire.ts';
import { type CertificateView, certificateRows, expiresSoon } from './certificate-rows.ts';

/** What a status is made from: of a running server, or of a directory alone, which has no processes. */
export interface StatusView
  extends Pick<
      StatusRow,
      'accessLogDropped' | 'admin' | 'configuration' | 'processes' | 'provider' | 'version'
    >,
    CertificateView {
  readonly revision: number;
  /** False while the source cannot see all of its objects. */
  readonly healthy: boolean;
  readonly reports: readonly ObjectReport[];
  readonly instances: readonly InstanceRow[];
}

/** The state of a server in one small answer, however much it serves, with at most `mostProblems` problems by name. */
export function describeStatus(view: StatusView, mostProblems: number): StatusRow {
  const { version, provider, revision, healthy, processes, configuration, accessLogDropped, admin } = view;
  const problems = problemGroups(view.reports, mostProblems, view.places);
  return {
    version,
    ...(provider === undefined ? {} : { provider }),
    errors: countOf(problems, 'error'),
    warnings: countOf(problems, 'warning'),
    problems,
    instances: instanceSummaries(view),
    ingresses: view.ingresses.length,
    processes,
    source: { revision, complete: healthy },
    configuration,
    certificates: expiring(view),
    ...(accessLogDropped === undefined ? {} : { accessLogDropped }),
    ...(admin === undefined ? {} : { admin }),
  };
}

function countOf(groups: StatusRow['problems'], wanted: 'error' | 'warning'): number {
  return groups.reduce((sum, { severity, count }) => sum + (severity === wanted ? count : 0), 0);
}

/** Joining certificates with all Ingresses is the costly part, so it is left out while none expires. */
function expiring(view: StatusView): StatusRow['certificates'] {
  if (!view.certificates.some((facts) => expiresSoon(facts, view.now))) return [];
  return certificateRows(view).filter(({ state }) => state === 'expired' || state === 'expires-soon');
}

type InstanceView = Pick<ControllerDescription, 'answers' | 'loadBalancers'> & {
  readonly instances: readonly InstanceRow[];
  readonly processes: readonly unknown[];
};

/** Each instance, and each load balancer that has none, which its Ingresses wait for. */
export function instanceSummaries({
  answers,
  instances,
  loadBalancers,
  processes,
}: InstanceView): readonly InstanceSummary[] {
  const programmed = new Set(
    answers.filter((answer) => answer.programmed).map(({ loadBalancer }) => loadBalancer),
  );
  const balancers = new Map(loadBalancers.map((balancer) => [balancer.id, balancer]));
  const rows = instances.map(({ id, name, addressType, address, ports, state, managed }): InstanceSummary => {
    const balancer = balancers.get(managed ? managedLoadBalancerId : id);
    if (balancer !== undefined) balancers.delete(balancer.id);
    return {
      id,
      name,
      addressType,
      ...(address === undefined ? {} : { address }),
      ...(ports === undefined ? {} : { ports }),
      state,
      programmed: balancer !== undefined && programmed.has(balancer.id),
      ...sizes(balancer),
    };
  });
  const missing = [...balancers.values()].map(
    (balancer): InstanceSummary => ({
      id: balancer.id,
      state: processes.length === 0 ? 'unknown' : 'missing',
      programmed: false,
      ...sizes(balancer),
    }),
  );
  return [...rows, ...missing];
}

function sizes(balancer: LoadBalancer | undefined): Pick<InstanceSummary, 'hosts' | 'ingresses'> {
  return { ingresses: balancer?.owners.length ?? 0, hosts: balancer?.routing.hosts.length ?? 0 };
}
