import { collectReports, type Pass } from '../draft.ts';
import { createHostIndex, type HostIndex } from './host-index.ts';

/** Makes the virtual hosts of each group; only those whose Ingresses changed are made anew. */
export function createHostsPass(): Pass {
  let indexes = new Map<string, HostIndex>();
  return (draft) => {
    const next = new Map<string, HostIndex>();
    for (const group of draft.groups) {
      const index = indexes.get(group.id) ?? createHostIndex();
      next.set(group.id, index);
      group.hosts = index.update(group.members, draft.resolved, draft.routeChanges);
      for (const { reports } of group.hosts) if (reports.length > 0) collectReports(draft, reports);
    }
    for (const [id, index] of indexes)
      if (!next.has(id)) index.update([], draft.resolved, draft.routeChanges);
    indexes = next;
  };
}
