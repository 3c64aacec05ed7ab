import { type LoadBalancer, type ObjectReport, reportKey } from '../model/index.ts';
import type { ProviderReport } from '../provider/index.ts';

const keys = new WeakMap<ObjectReport, string>();

/** All reports in order, each once. Reports mostly keep their identity, and so their key. */
export function mergeReports(lists: readonly (readonly ObjectReport[])[]): readonly ObjectReport[] {
  const byKey = new Map<string, ObjectReport>();
  for (const report of lists.flat()) byKey.set(keyOf(report), report);
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, report]) => report);
}

function keyOf(report: ObjectReport): string {
  const known = keys.get(report);
  if (known !== undefined) return known;
  const key = reportKey(report);
  keys.set(report, key);
  return key;
}

/** The problems of load balancers, as reports on the Ingresses they concern. */
export function providerReports(
  loadBalancers: readonly LoadBalancer[],
  answers: readonly ProviderReport[],
): readonly ObjectReport[] {
  const owners = new Map(loadBalancers.map((balancer) => [balancer.id, balancer.owners]));
  return answers.flatMap((answer) =>
    answer.problems.flatMap(({ reason, message, objects }) =>
      (objects ?? owners.get(answer.loadBalancer) ?? []).map((object) => ({ object, reason, message })),
    ),
  );
}
