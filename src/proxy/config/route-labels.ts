import type { Route } from '../../model/index.ts';
import type { RouteLabels } from '../../telemetry/index.ts';

/** The labels a route is counted under. One that shares its requests among backends goes by the first; one that answers itself has none. */
export function labelsOfRoute(host: string, { action, match, origin }: Route): RouteLabels {
  const backend = action.kind === 'forward' ? action.backends[0]?.backend : undefined;
  return {
    namespace: origin.namespace ?? '',
    ingress: origin.kind === 'Ingress' ? origin.name : '',
    service: backend?.slice(backend.indexOf('/') + 1, backend.lastIndexOf(':')) ?? '',
    host,
    path: match.path.value,
  };
}
