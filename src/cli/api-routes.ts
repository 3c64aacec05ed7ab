import { type AdminRoute, routeWithBody } from '../admin/index.ts';
import type { ControllerDescription, IngressStatus } from '../controller/index.ts';
import type { WorkerState } from '../proxy/index.ts';
import type { InstanceDesk } from './instance-desk.ts';
import { toProblemRow } from './problem-row.ts';
import { type IngressRow, instanceOrder } from './wire.ts';

/** What the control process shows over its socket. */
export interface ApiSources {
  readonly version: string;
  readonly desk: InstanceDesk;
  describe(): ControllerDescription;
  workers(): readonly WorkerState[];
  /** The sum over all workers, those that ended included; undefined before the first. */
  counters(): unknown;
}

/** The table of the control socket's requests. */
export function apiRoutes(sources: ApiSources): readonly AdminRoute[] {
  const { desk } = sources;
  return [
    {
      method: 'GET',
      path: '/v1/ingresses',
      handle: () => ({ body: sources.describe().ingresses.map(toIngressRow) }),
    },
    { method: 'GET', path: '/v1/status', handle: () => ({ body: status(sources) }) },
    { method: 'GET', path: '/v1/counters', handle: () => ({ body: sources.counters() ?? {} }) },
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

function status({ version, describe, workers }: ApiSources): object {
  const { revision, healthy, settled, loadBalancers, answers, certificates, reports } = describe();
  return {
    version,
    control: { pid: process.pid, uptimeSeconds: Math.round(process.uptime()) },
    workers: workers(),
    source: { revision, healthy },
    settled,
    loadBalancers: loadBalancers.map(({ id, owners, routing }) => ({
      id,
      ingresses: owners.length,
      hosts: routing.hosts.length,
      ...answers.find(({ loadBalancer }) => loadBalancer === id),
    })),
    certificates,
    reports: reports.map(toProblemRow),
  };
}

function toIngressRow({ ingress, reports, ...state }: IngressStatus): IngressRow {
  const { metadata, spec } = ingress;
  const hosts = (spec.rules ?? []).flatMap(({ host }) => (host === undefined ? [] : [host]));
  const named = spec.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class'];
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    class: named,
    hosts: [...new Set(hosts)],
    instanceId: state.instanceId,
    address: state.address,
    ports: state.ports,
    programmed: state.programmed,
    createdAt: metadata.creationTimestamp,
    problems: reports.map(toProblemRow).filter(({ severity }) => severity !== 'info'),
  };
}
