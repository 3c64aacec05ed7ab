import type { Ingress, ObjectKey } from '../kubernetes/types/index.ts';
import { formatRef, type LoadBalancer, type ObjectReport } from '../model/index.ts';
import type { ProviderReport } from '../provider/index.ts';

/** What an Ingress may say of itself. `address` is a promise: the next request to it is answered by this Ingress's rules. */
export interface IngressStatus {
  readonly ingress: Ingress;
  /** Absent for an Ingress that is not served. */
  readonly loadBalancer?: string;
  readonly instanceId?: string;
  readonly address?: string;
  /** The ports clients use, by listener port. */
  readonly ports?: Readonly<Record<number, number>>;
  readonly programmed: boolean;
  readonly reports: readonly ObjectReport[];
}

/** An {@link IngressStatus} without what is joined when it is asked for. */
export type ServedState = Omit<IngressStatus, 'ingress' | 'reports'>;

/** The state of each Ingress that is on a load balancer, by `namespace/name`. */
export type ServedStates = ReadonlyMap<ObjectKey, ServedState>;

/**
 * What the provider's answers mean for each Ingress. An address given before is kept while the source is
 * unhealthy: an outage of the source says nothing of the traffic.
 */
export function servedStates(
  loadBalancers: readonly LoadBalancer[],
  answers: readonly ProviderReport[],
  before: ServedStates,
  healthy: boolean,
): ServedStates {
  const answerOf = new Map(answers.map((answer) => [answer.loadBalancer, answer]));
  const states = new Map<ObjectKey, ServedState>(healthy ? [] : addressed(before));
  for (const balancer of loadBalancers) {
    const state = servedState(balancer.id, answerOf.get(balancer.id));
    for (const { namespace, name } of balancer.owners) {
      const key = `${namespace}/${name}`;
      if (state.address !== undefined || !states.has(key)) states.set(key, state);
    }
  }
  return states;
}

function addressed(states: ServedStates): readonly (readonly [ObjectKey, ServedState])[] {
  return [...states].filter(([, state]) => state.address !== undefined);
}

function servedState(loadBalancer: string, answer: ProviderReport | undefined): ServedState {
  if (answer === undefined) return { loadBalancer, programmed: false };
  const { instanceId, address, ports, programmed } = answer;
  return {
    loadBalancer,
    programmed,
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(address === undefined || !programmed ? {} : { address }),
    ...(ports === undefined ? {} : { ports }),
  };
}

/** The status of every Ingress, in order of namespace and name, with the reports on it. */
export function ingressStatuses(
  ingresses: ReadonlyMap<ObjectKey, Ingress>,
  states: ServedStates,
  reports: readonly ObjectReport[],
): readonly IngressStatus[] {
  const byObject = groupByObject(reports);
  return [...ingresses]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, ingress]) => ({
      ingress,
      ...(states.get(key) ?? { programmed: false }),
      reports: byObject.get(`Ingress ${key}`) ?? [],
    }));
}

function groupByObject(reports: readonly ObjectReport[]): ReadonlyMap<string, readonly ObjectReport[]> {
  const groups = new Map<string, ObjectReport[]>();
  for (const report of reports) {
    const name = formatRef(report.object);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [report]);
    else group.push(report);
  }
  return groups;
}
