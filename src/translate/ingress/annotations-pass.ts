import type { ConfigMap, ObjectKey } from '../../kubernetes/types/index.ts';
import { collectReports, type Pass } from '../draft.ts';
import { createMemo } from '../memo.ts';
import type { TranslateSettings } from '../settings.ts';
import { annotateIngress } from './annotate.ts';
import type { AnnotatedIngress } from './annotated-ingress.ts';
import type { ParsedIngress } from './parsed-ingress.ts';

type ConfigMaps = ReadonlyMap<ObjectKey, ConfigMap>;

/** Reads the annotations of every member, and takes out of `members` those that must not be served. */
export function createAnnotationsPass({ sslRedirect }: TranslateSettings): Pass {
  const memo = createMemo<AnnotatedIngress>();
  let previous: ReadonlyMap<ParsedIngress, AnnotatedIngress> = new Map();
  const annotate = (member: ParsedIngress, configMaps: ConfigMaps): AnnotatedIngress =>
    annotateIngress(member, { sslRedirect, findConfigMap: (key) => configMaps.get(key)?.data });
  const look = (member: ParsedIngress, configMaps: ConfigMaps): AnnotatedIngress => {
    // Hardly any Ingress names a ConfigMap; what the others ask for depends on nothing else.
    if (member.configMaps.length === 0) return previous.get(member) ?? annotate(member, configMaps);
    const inputs: unknown[] = [member];
    for (const key of member.configMaps) inputs.push(configMaps.get(key));
    return memo.get(member.key, inputs, () => annotate(member, configMaps));
  };
  return (draft) => {
    const { configMaps } = draft.snapshot;
    const annotated = new Map<ParsedIngress, AnnotatedIngress>();
    let leavesOut = false;
    for (const member of draft.members) {
      const result = look(member, configMaps);
      if (result.reports.length > 0) collectReports(draft, result.reports);
      if (result.leftOut) leavesOut = true;
      annotated.set(member, result);
    }
    memo.trim(draft.selected);
    previous = annotated;
    draft.annotated = annotated;
    if (leavesOut) draft.members = draft.members.filter((member) => annotated.get(member)?.leftOut !== true);
  };
}
