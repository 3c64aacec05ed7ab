import { isDeepStrictEqual } from 'node:util';
import type { ObjectKey } from '../../kubernetes/types/index.ts';
import type { CloudWish, ObjectReport } from '../../model/index.ts';
import type { ParsedIngress } from '../ingress/parsed-ingress.ts';
import type { CloudTopicAsk } from './cloud-ask.ts';

/** What the Ingresses of one load balancer ask of it together. */
export interface Merged {
  /** Undefined where nothing is asked. */
  readonly wish: CloudWish | undefined;
  /** Those whose routes must not be open: who may connect is not as they ask. */
  readonly closed: readonly ObjectKey[];
  readonly reports: readonly ObjectReport[];
}

interface Decision {
  readonly by: ParsedIngress;
  readonly ask: CloudTopicAsk;
}

/** Of each topic, the first Ingress that says something decides. `members` are oldest first. */
export function mergeAsks(members: readonly ParsedIngress[]): Merged {
  const decisions = new Map<string, Decision>();
  const closed = new Set<ObjectKey>();
  const reports: ObjectReport[] = [];
  for (const member of members) {
    if (member.cloud?.closed === true) closed.add(member.key);
    for (const ask of member.cloud?.topics ?? []) {
      const decision = decisions.get(ask.topic);
      if (decision === undefined) {
        decisions.set(ask.topic, { by: member, ask });
      } else if (!isDeepStrictEqual(decision.ask.values, ask.values)) {
        const restricts = ask.values['acl-status'] === 'on';
        if (restricts) closed.add(member.key);
        reports.push(reportConflict(decision, member, ask, restricts));
      }
    }
  }
  const asks = [...decisions.values()].map(({ ask }) => ask);
  const of = (scope: CloudTopicAsk['scope']): Readonly<Record<string, string>> => {
    const values = asks.flatMap((ask) => (ask.scope === scope ? Object.entries(ask.values) : []));
    return Object.fromEntries(values.sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return {
    wish: asks.length === 0 ? undefined : { instance: of('instance'), listener: of('listener') },
    closed: [...closed],
    reports,
  };
}

function reportConflict(
  decision: Decision,
  { ref }: ParsedIngress,
  ask: CloudTopicAsk,
  restricts: boolean,
): ObjectReport {
  const first = `Ingress ${decision.by.key}, the first of the load balancer to say so, decides on ${Object.keys(ask.values).join(', ')}`;
  return restricts
    ? {
        object: ref,
        reason: 'AnnotationRefused',
        message: `${first}; access is not restricted as asked, so the routes of the Ingress answer 503`,
        field: ask.field,
      }
    : { object: ref, reason: 'ConflictingLoadBalancer', message: first, field: ask.field };
}
