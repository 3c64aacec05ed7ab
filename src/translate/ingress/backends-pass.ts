import { collectReports, type Draft, type Pass } from '../draft.ts';
import { createMemo } from '../memo.ts';
import type { TranslateSettings } from '../settings.ts';
import type { ParsedIngress } from './parsed-ingress.ts';
import { type ResolvedIngress, resolveIngress } from './resolve-backends.ts';

/** Looks up the backends of every member. */
export function createBackendsPass(settings: TranslateSettings): Pass {
  const memo = createMemo<ResolvedIngress>();
  let previous: (Pick<Draft, 'annotated' | 'resolved'> & { readonly services: unknown }) | undefined;
  return (draft) => {
    const { services } = draft.snapshot;
    const { annotated } = draft;
    // While no Service changed, members that are the same need no look at all.
    const before = previous?.services === services ? previous : undefined;
    const resolved = new Map<ParsedIngress, ResolvedIngress>();
    for (const member of draft.members) {
      const asked = annotated.get(member);
      if (asked === undefined) continue;
      let result = before?.annotated.get(member) === asked ? before.resolved.get(member) : undefined;
      if (result === undefined) {
        const inputs: unknown[] = [member, asked];
        for (const key of member.services) inputs.push(services.get(key));
        result = memo.get(member.key, inputs, () =>
          resolveIngress(member, asked, (key) => services.get(key), settings),
        );
      }
      if (result.reports.length > 0) collectReports(draft, result.reports);
      resolved.set(member, result);
    }
    memo.trim(draft.selected);
    previous = { services, annotated, resolved };
    draft.resolved = resolved;
  };
}
