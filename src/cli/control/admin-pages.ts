import type { AdminRequest, AdminRoute } from '../../admin/index.ts';
import type { IngressStatus } from '../../controller/index.ts';
import {
  formatRef,
  managedLoadBalancerId,
  type ObjectReport,
  reasons,
  type Severity,
} from '../../model/index.ts';
import { passes } from '../log-filter.ts';
import type { CertificateRow, InstanceOverview, ListPage, Overview } from '../wire/wire.ts';
import type { LogRow } from '../wire/wire-log.ts';
import { type IngressKnowledge, toIngressRow } from './ingress-row.ts';
import { badRequest, type RowMaker, readListQuery, toPage } from './list-page.ts';
import { logFilterOf } from './log-routes.ts';
import { placeOf } from './object-place.ts';
import { placedProblem } from './problem-row.ts';
import { checkLine, checkReadiness, type ReadinessSources } from './readiness.ts';
import type { RecentErrors } from './recent-errors.ts';
import { type PlacedRoute, placedRoutes, routeRowMaker, routeText } from './route-rows.ts';
import { type StatusSources, serverCertificates, serverStatus } from './status-routes.ts';
import type { TrafficMeter } from './traffic-meter.ts';

export interface PageSources
  extends StatusSources,
    ReadinessSources,
    Required<Pick<IngressKnowledge, 'profileOf'>> {
  readonly traffic: Pick<TrafficMeter, 'all' | 'of'>;
  readonly errors: RecentErrors;
}

/** `/api/…`: what a person looks at, in small answers. See `ListPage` for the parameters. */
export function pageRoutes(sources: PageSources): readonly AdminRoute[] {
  return [
    get('/api/status', () => overview(sources)),
    get('/api/problems', ({ query }) => problemPage(sources, query)),
    get('/api/ingresses', ({ query }) => ingressPage(sources, query)),
    get('/api/routes', ({ query }) => routePage(sources, query)),
    get('/api/instances', ({ query }) => instancePage(sources, query)),
    get('/api/certificates', ({ query }) =>
      toPage(serverCertificates(sources), readListQuery(query), certificateMaker),
    ),
    get('/api/errors', ({ query }) => errorPage(sources, query)),
  ];
}

function get(path: string, body: (request: AdminRequest) => unknown): AdminRoute {
  return { method: 'GET', path, handle: async (request) => ({ body: await body(request) }) };
}

async function overview(sources: PageSources): Promise<Overview> {
  const [status, checks] = await Promise.all([serverStatus(sources), checkReadiness(sources)]);
  const { ingresses, loadBalancers, certificates } = sources.describe();
  const bad = checks.filter(({ good }) => !good);
  return {
    time: Date.now(),
    ready: bad.length === 0,
    notReady: bad.map(checkLine),
    status,
    served: ingresses.filter(({ address }) => address !== undefined).length,
    hosts: loadBalancers.reduce((sum, { routing }) => sum + routing.hosts.length, 0),
    routes: loadBalancers.reduce((sum, { routing }) => sum + countRoutes(routing), 0),
    certificates: certificates.length,
    ...(sources.provider === 'builtin' ? { traffic: sources.traffic.all() } : {}),
  };
}

function countRoutes({ hosts, fallback }: PlacedRoute['balancer']['routing']): number {
  return hosts.reduce((sum, { routes }) => sum + routes.length, fallback === undefined ? 0 : 1);
}

const weights: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

function problemPage({ describe, places }: PageSources, query: URLSearchParams): ListPage<object> {
  const severity = query.get('severity');
  if (severity !== null && !Object.hasOwn(weights, severity)) {
    throw badRequest('severity: expected error, warning or info');
  }
  const reports = describe().reports.filter(({ reason }) => {
    const found = reasons[reason].severity;
    return severity === null ? found !== 'info' : found === severity;
  });
  const weigh = ({ reason }: ObjectReport): number => weights[reasons[reason].severity];
  const sorted = reports.sort((a, b) => weigh(a) - weigh(b));
  return toPage(sorted, readListQuery(query), {
    text: ({ object, reason, message, file = placeOf(object, places)?.file ?? '' }) =>
      `${reason} ${formatRef(object)} ${message} ${file}`,
    row: (report) => placedProblem(report, places),
  });
}

function ingressPage(sources: PageSources, query: URLSearchParams): ListPage<object> {
  const { ingresses } = sources.describe();
  const wanted = query.get('problems') === 'true' ? ingresses.filter(hasProblems) : ingresses;
  return toPage(wanted, readListQuery(query), {
    text: ingressText,
    row: (status) => toIngressRow(status, sources),
  });
}

function hasProblems({ reports }: IngressStatus): boolean {
  return reports.some(({ reason }) => reasons[reason].severity !== 'info');
}

function ingressText({ ingress, address = '', reports }: IngressStatus): string {
  const { namespace = '', name } = ingress.metadata;
  const hosts = (ingress.spec.rules ?? []).map(({ host = '' }) => host).join(' ');
  return `${namespace}/${name} ${hosts} ${address} ${reports.map(({ reason }) => reason).join(' ')}`;
}

function routePage(sources: PageSources, query: URLSearchParams): ListPage<object> {
  const { loadBalancers, ...rest } = sources.describe();
  const instance = query.get('instance');
  const wanted =
    instance === null
      ? loadBalancers
      : loadBalancers.filter(
          ({ id }) =>
            id === instance ||
            rest.answers.some((answer) => answer.loadBalancer === id && answer.instanceId === instance),
        );
  const row = routeRowMaker({ ...rest, traffic: (placed) => sources.traffic.of(placed) });
  return toPage(placedRoutes(wanted), readListQuery(query), { text: routeText, row });
}

async function instancePage(
  sources: PageSources,
  query: URLSearchParams,
): Promise<ListPage<InstanceOverview>> {
  const { loadBalancers } = sources.describe();
  const rows = (await sources.desk.list()).map(({ ingresses, ...row }): InstanceOverview => {
    const routing = loadBalancers.find(
      ({ id }) => id === (row.managed ? managedLoadBalancerId : row.id),
    )?.routing;
    return {
      ...row,
      ingresses: ingresses.length,
      hosts: routing?.hosts.length ?? 0,
      routes: routing === undefined ? 0 : countRoutes(routing),
    };
  });
  return toPage(rows, readListQuery(query), {
    text: ({ id, name, address = '', state }) => `${id} ${name} ${address} ${state}`,
    row: (row) => row,
  });
}

const certificateMaker: RowMaker<CertificateRow, CertificateRow> = {
  text: ({ secret = 'fake', names, hosts, users, state }) =>
    [secret, state, ...names, ...hosts, ...users].join(' '),
  row: (row) => row,
};

function errorPage({ errors }: PageSources, query: URLSearchParams): ListPage<LogRow> {
  const filter = logFilterOf(query);
  const rows = errors.list().filter((row) => passes(filter, row));
  return toPage(rows, readListQuery(query), {
    text: ({ status, reason = '', method = '', host = '', target = '', ingress = '', endpoint = '' }) =>
      `${status} ${reason} ${method} ${host}${target} ${ingress} ${endpoint}`,
    row: (row) => row,
  });
}
