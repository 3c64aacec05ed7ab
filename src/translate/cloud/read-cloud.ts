import { quoteValue } from '../../features/annotations.ts';
import type { InstanceWish, ObjectRef, ObjectReport } from '../../model/index.ts';
import type { CloudAnnotation } from './cloud-annotation.ts';
import { cloudAnnotations } from './cloud-annotations.ts';
import type { CloudReading, CloudTopicAsk } from './cloud-ask.ts';
import { reportUncounted, reportUnsupported } from './effectless-reports.ts';
import { type FoundAnnotation, fieldOf, findAnnotations } from './found-annotations.ts';
import { checkAccess, checkPayment, checkStickiness, type TopicVerdict } from './topic-checks.ts';

/** Longest value that is read; what is longer is of no allowed form. */
const maxValueLength = 4096;

export interface CloudInput {
  readonly annotations: Readonly<Record<string, string>>;
  readonly object: ObjectRef;
  /** Absent where the annotation that names it is wrong: the Ingress is not served, and nothing more is said. */
  readonly instance: InstanceWish | undefined;
  /** The setting of this name. */
  readonly cloudAnnotations: boolean;
}

const nothing: CloudReading = { reports: [] };

/** Reads what annotations ask of the load balancer of an Ingress. Throws nothing, whatever they hold. */
export function readCloud({ annotations, object, instance, ...settings }: CloudInput): CloudReading {
  const found = findAnnotations(annotations);
  if (found.size === 0 || instance === undefined) return nothing;
  if (!settings.cloudAnnotations) return { reports: reportUncounted(object, found) };
  const read = readTopics(object, found);
  const verdicts = [
    checkAccess(object, found, read.topics),
    ...read.topics.flatMap((topic) => judge(object, topic)),
  ];
  const kept = verdicts.flatMap(({ topic }) => topic ?? []);
  const left = instance.kind === 'existing' ? kept.filter(({ scope }) => scope === 'instance') : [];
  const topics = kept.filter((topic) => !left.includes(topic));
  const closed = verdicts.some((verdict) => verdict.closed === true);
  const reports = [
    ...read.reports,
    ...verdicts.flatMap((verdict) => verdict.reports),
    ...reportUnsupported(object, found),
    ...(instance.kind === 'existing' ? reportLeft(object, instance.id, left) : []),
  ];
  return topics.length === 0 && !closed ? { reports } : { ask: { topics, closed }, reports };
}

function readTopics(
  object: ObjectRef,
  found: ReadonlyMap<string, FoundAnnotation>,
): { readonly topics: readonly CloudTopicAsk[]; readonly reports: readonly ObjectReport[] } {
  const topics = new Map<string, CloudTopicAsk>();
  const reports: ObjectReport[] = [];
  for (const annotation of cloudAnnotations) {
    const { name, scope, topic = name, fixed = false } = annotation;
    const written = found.get(name);
    if (written === undefined) continue;
    const value = written.text.length > maxValueLength ? undefined : annotation.parse(written.text);
    if (value === undefined) reports.push(reportInvalid(object, annotation, written));
    else if (!fixed) {
      const before = topics.get(topic);
      const values = { ...before?.values, [name]: value };
      topics.set(topic, { topic, scope, values, field: before?.field ?? fieldOf(written) });
    }
  }
  return { topics: [...topics.values()], reports };
}

/** What stands alone is as it should be. */
function judge(object: ObjectRef, topic: CloudTopicAsk): readonly TopicVerdict[] {
  switch (topic.topic) {
    case 'access':
      return [];
    case 'payment':
      return [checkPayment(object, topic)];
    case 'stickiness':
      return [checkStickiness(object, topic)];
    default:
      return [{ topic, reports: [] }];
  }
}

function reportInvalid(object: ObjectRef, { form }: CloudAnnotation, found: FoundAnnotation): ObjectReport {
  const message = `${quoteValue(found.text)} is not valid, allowed is ${form}; the annotation has no effect`;
  return { object, reason: 'InvalidAnnotation', message, field: fieldOf(found) };
}

/** An existing instance is the user's own. */
function reportLeft(object: ObjectRef, id: string, left: readonly CloudTopicAsk[]): ObjectReport[] {
  const [first] = left;
  if (first === undefined) return [];
  const names = left.flatMap(({ values }) => Object.keys(values)).join(', ');
  const message = `Sluice did not make instance ${id} and leaves it as it is, so these have no effect: ${names}`;
  return [{ object, reason: 'AnnotationWithoutEffect', message, field: first.field }];
}
