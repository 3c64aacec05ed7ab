import type { ObjectRef, ObjectReport } from '../../model/index.ts';
import type { CloudTopicAsk } from './cloud-ask.ts';
import { type FoundAnnotation, fieldOf } from './found-annotations.ts';

/** What becomes of annotations that belong together. */
export interface TopicVerdict {
  /** What is left of them; absent where nothing. */
  readonly topic?: CloudTopicAsk;
  /** They restrict access and cannot be honoured. */
  readonly closed?: boolean;
  readonly reports: readonly ObjectReport[];
}

/**
 * Access control lists. Whatever keeps them from being in force as they are meant closes the Ingress, as to leave them out
 * would let everyone in.
 */
export function checkAccess(
  object: ObjectRef,
  found: ReadonlyMap<string, FoundAnnotation>,
  topics: readonly CloudTopicAsk[],
): TopicVerdict {
  const written = found.get('acl-status');
  if (written === undefined) return { reports: reportIdleLists(object, found) };
  const topic = topics.find((one) => one.topic === 'access');
  const { 'acl-status': status, 'acl-id': ids, 'acl-type': type } = topic?.values ?? {};
  if (topic !== undefined && status === 'off') return { topic, reports: [] };
  if (topic !== undefined && status === 'on' && ids !== undefined && type !== undefined) {
    return { topic, reports: [] };
  }
  const message =
    'access is restricted by acl-status "on" with a valid acl-id and acl-type only, so the routes of the Ingress answer 503';
  return {
    closed: true,
    reports: [{ object, reason: 'AnnotationRefused', message, field: fieldOf(written) }],
  };
}

/** Without a status, Alibaba's own controller restricts nothing either. */
function reportIdleLists(
  object: ObjectRef,
  found: ReadonlyMap<string, FoundAnnotation>,
): readonly ObjectReport[] {
  const idle = found.get('acl-id') ?? found.get('acl-type');
  if (idle === undefined) return [];
  const message = 'access is not restricted, as that needs acl-status "on"; the annotation has no effect';
  return [{ object, reason: 'InvalidAnnotation', message, field: fieldOf(idle) }];
}

/** Stickiness without what it needs would make CLB refuse the listener. */
export function checkStickiness(object: ObjectRef, topic: CloudTopicAsk): TopicVerdict {
  const { 'sticky-session': session, 'sticky-session-type': type, ...rest } = topic.values;
  if (session !== 'on') return { topic, reports: [] };
  const needed = type === 'insert' ? 'cookie-timeout' : type === 'server' ? 'cookie' : 'sticky-session-type';
  if (rest[needed] !== undefined) return { topic, reports: [] };
  const message = `sticky-session needs ${needed}; requests of a client go to any pod`;
  return { reports: [{ object, reason: 'InvalidAnnotation', message, field: topic.field }] };
}

/** An instance that is paid for by use has neither a specification nor a way its traffic is paid for. */
export function checkPayment(object: ObjectRef, topic: CloudTopicAsk): TopicVerdict {
  const { 'instance-charge-type': type, ...others } = topic.values;
  const idle = Object.keys(others).join(', ');
  if (type !== 'PayByCLCU' || idle === '') return { topic, reports: [] };
  const message = `an instance that is paid for by use (PayByCLCU) has no use for ${idle}`;
  return {
    topic: { ...topic, values: { 'instance-charge-type': type } },
    reports: [{ object, reason: 'InvalidAnnotation', message, field: topic.field }],
  };
}
