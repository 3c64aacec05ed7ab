import { collectReports, type Pass } from '../draft.ts';
import { createMemo } from '../memo.ts';
import type { TranslateSettings } from '../settings.ts';
import type { ParsedIngress } from './parsed-ingress.ts';
import { type ResolvedIngress, resolveIngress } from './resolve-backends.ts';

/** Looks up the backends of every member. */
export function createBackendsPass(settings: TranslateSettings): Pass {
  const memo = createMemo<ResolvedIngress>();
  let previous: { services: unknown; resolved: ReadonlyMap<ParsedIngress, ResolvedIngress> } | undefined;
  return (draft) => {
    const { services } = draft.snapshot;
    // While no Service changed, members that are the same need no look at all.
    const known = previous?.services === services ? previous.resolved : undefined;
    const resolved = new Map<ParsedIngress, ResolvedIngress>();
    for (const member of draft.members) {
      let result = known?.get(member);
      if (result === undefined) {
        const inputs: unknown[] = [member];
        for (const key of member.services) inputs.push(services.get(key));
        result = memo.get(member.key, inputs, () =>
          resolveIngress(member, (key) => services.get(key), settings),
        );
      }
      if (result.reports.length > 0) collectReports(draft, result.reports);
      resolved.set(member, result);
    }
    memo.trim(draft.selected);
    previous = { services, resolved };
    draft.resolved = resolved;
  };
}
