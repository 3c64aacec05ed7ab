import type { Route } from '../../model/index.ts';
import type { Part } from '../config/index.ts';
import type { BackendRuntime } from '../upstream/backend-endpoints.ts';
import type { CheckedBackend } from '../upstream/health/health-checks.ts';

const none: readonly CheckedBackend[] = [];

/** The backends that the routes of a part want to be checked; most parts want none. */
export function checkedBackends(
  part: Part,
  backend: (id: string) => BackendRuntime,
): readonly CheckedBackend[] {
  const routes = routesOf(part).filter(({ policies }) => policies?.healthCheck !== undefined);
  return routes.length === 0 ? none : routes.flatMap((route) => checkedBy(route, backend));
}

function checkedBy(
  { action, policies }: Route,
  backend: (id: string) => BackendRuntime,
): readonly CheckedBackend[] {
  const policy = policies?.healthCheck;
  if (policy === undefined || action.kind !== 'forward') return none;
  return action.backends.map((entry) => ({ backend: backend(entry.backend), policy }));
}

function routesOf(part: Part): readonly Route[] {
  if (part.kind === 'host') return part.virtualHost.routes;
  return part.kind === 'fallback' ? [part.route] : [];
}
