import type { Service } from '../../kubernetes/types/index.ts';
import { formatRef, type ObjectRef, type ObjectReport, type Route } from '../../model/index.ts';
import { collectReports, type Pass } from '../draft.ts';
import { createMemo } from '../memo.ts';
import type { TranslateSettings } from '../settings.ts';
import {
  type FindService,
  type ResolvedBackend,
  type ResolvedIngress,
  resolveBackend,
} from './resolve-backends.ts';
import type { Fallback } from './route-results.ts';

type DefaultBackend = NonNullable<TranslateSettings['defaultBackend']>;

/** Finds what takes the requests that no host and no path took: the first Ingress without rules, else the setting. */
export function createFallbackPass(settings: TranslateSettings): Pass {
  const memo = createMemo<Fallback>();
  let previous = new Map<string, Fallback>();
  return (draft) => {
    const { services } = draft.snapshot;
    const { defaultBackend } = settings;
    let service: Service | undefined;
    if (defaultBackend !== undefined)
      service = services.get(`${defaultBackend.namespace}/${defaultBackend.name}`);
    const next = new Map<string, Fallback>();
    for (const group of draft.groups) {
      const candidates: ResolvedIngress[] = [];
      for (const member of group.members) {
        if (!member.catchAll || member.defaultBackend === undefined) continue;
        const ingress = draft.resolved.get(member);
        if (ingress !== undefined) candidates.push(ingress);
      }
      const fallback = memo.get(group.id, [service, ...candidates], () =>
        candidates.length > 0
          ? chooseFallback(candidates)
          : useSetting(defaultBackend, () => service, settings),
      );
      group.fallback = fallback;
      next.set(group.id, fallback);
      collectReports(draft, fallback.reports);
    }
    memo.trim(next);
    for (const [id, fallback] of next)
      if (previous.get(id) !== fallback) draft.routeChanges.added.push(fallback);
    for (const [id, fallback] of previous)
      if (next.get(id) !== fallback) draft.routeChanges.removed.push(fallback);
    previous = next;
  };
}

function chooseFallback([first, ...others]: readonly ResolvedIngress[]): Fallback {
  if (first?.defaultBackend === undefined) return { uses: [], reports: [] };
  const message = `requests that nobody takes go to the default backend of ${formatRef(first.ref)}, which comes first`;
  const reports = others.map(
    ({ ref }): ObjectReport => ({ object: ref, reason: 'Shadowed', message, field: 'spec.defaultBackend' }),
  );
  return { ...routeTo(first.defaultBackend, first.ref, first), reports };
}

function useSetting(
  wanted: DefaultBackend | undefined,
  findService: FindService,
  settings: TranslateSettings,
): Fallback {
  if (wanted === undefined) return { uses: [], reports: [] };
  const { namespace, name, port } = wanted;
  const origin: ObjectRef = { kind: 'Service', namespace, name };
  const to = resolveBackend(namespace, { kind: 'service', service: name, port }, findService, settings);
  const reports: ObjectReport[] = [];
  if (to.problem !== undefined) {
    const message = `${to.problem.text}; it is set as the default backend, which answers 503`;
    reports.push({ object: origin, reason: to.problem.reason, message });
  }
  return { ...routeTo(to, origin), reports };
}

/** `ingress` is the one whose default backend it is, where it is not that of the operator. */
function routeTo(
  to: ResolvedBackend,
  origin: ObjectRef,
  ingress?: ResolvedIngress,
): Omit<Fallback, 'reports'> {
  const policies = ingress?.fallbackPolicies;
  const route: Route = {
    match: { path: { kind: 'prefix', value: '/' } },
    action: to.action,
    ...(policies === undefined ? {} : { policies }),
    origin,
  };
  const user = ingress === undefined ? {} : { user: ingress.ref };
  return { route, uses: to.backend === undefined ? [] : [{ backend: to.backend, ...user }] };
}
