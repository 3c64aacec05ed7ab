import { type AdminRoute, routeWithBody } from '../../admin/index.ts';
import type { Explainer } from '../../explain/index.ts';
import { instanceOrder } from '../wire/wire.ts';
import type { CountersBody } from './counters-body.ts';
import { explainRoutes } from './explain-route.ts';
import { type IngressKnowledge, toIngressRow } from './ingress-row.ts';
import { type LogSources, logRoutes } from './log-routes.ts';
import type { SettingRow } from './setting-rows.ts';
import { type StatusSources, statusRoutes } from './status-routes.ts';

/** What the control process shows over its socket. */
export interface ApiSources extends StatusSources, LogSources, Required<Pick<IngressKnowledge, 'profileOf'>> {
  counters(): CountersBody;
  readonly explain: Explainer;
  /** The settings in force. */
  settings(): readonly SettingRow[];
}

/** The table of the control socket's requests. */
export function apiRoutes(sources: ApiSources): readonly AdminRoute[] {
  const { desk } = sources;
  return [
    {
      method: 'GET',
      path: '/v1/ingresses',
      handle: () => ({
        body: sources.describe().ingresses.map((status) => toIngressRow(status, sources)),
      }),
    },
    ...statusRoutes(sources),
    ...explainRoutes(sources.explain),
    ...logRoutes(sources),
    { method: 'GET', path: '/v1/settings', handle: () => ({ body: sources.settings() }) },
    { method: 'GET', path: '/v1/counters', handle: () => ({ body: sources.counters() }) },
    { method: 'GET', path: '/v1/instances', handle: async () => ({ body: await desk.list() }) },
    routeWithBody('POST', '/v1/instances', instanceOrder, async ({ body }) => ({
      status: 201,
      body: await desk.create(body),
    })),
    {
      method: 'GET',
      path: '/v1/instances/:id',
      handle: async ({ params }) => ({ body: await desk.show(params.get('id') ?? '') }),
    },
    {
      method: 'DELETE',
      path: '/v1/instances/:id',
      handle: async ({ params, query }) => {
        const deleted = await desk.delete(params.get('id') ?? '', query.get('force') === 'true');
        return { body: { deleted } };
      },
    },
  ];
}
