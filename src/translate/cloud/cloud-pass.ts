import { collectReports, type Pass } from '../draft.ts';
import type { AnnotatedHost, AnnotatedIngress } from '../ingress/annotated-ingress.ts';
import type { ParsedIngress } from '../ingress/parsed-ingress.ts';
import { createMemo } from '../memo.ts';
import { type Merged, mergeAsks } from './merge-asks.ts';

/** Joins what the Ingresses of each group ask of their load balancer, and closes those that must not be open. */
export function createCloudPass(): Pass {
  const merged = createMemo<Merged>();
  const closed = createMemo<AnnotatedIngress>();
  return (draft) => {
    const ids = new Set<string>();
    const close = new Map<ParsedIngress, AnnotatedIngress>();
    for (const group of draft.groups) {
      const asking = group.members.filter((member) => member.cloud !== undefined);
      if (asking.length === 0) continue;
      ids.add(group.id);
      const result = merged.get(group.id, asking, () => mergeAsks(asking));
      group.cloud = result.wish;
      collectReports(draft, result.reports);
      for (const member of asking) {
        const annotated = draft.annotated.get(member);
        if (annotated === undefined || !result.closed.includes(member.key)) continue;
        close.set(
          member,
          closed.get(member.key, [annotated], () => closeIngress(annotated)),
        );
      }
    }
    merged.trim(ids);
    closed.trim(draft.selected);
    if (close.size > 0) draft.annotated = new Map([...draft.annotated, ...close]);
  };
}

/** No route of it is open, and none does anything else. */
function closeIngress({ hosts, ...annotated }: AnnotatedIngress): AnnotatedIngress {
  const closed = [...hosts].map(([name, host]): [string, AnnotatedHost] => [
    name,
    {
      ...host,
      paths: host.paths.map((path) => ({ ...path, policies: undefined })),
      defaultPolicies: undefined,
    },
  ]);
  return { ...annotated, hosts: new Map(closed), fallbackPolicies: undefined, refused: true };
}
