import type { ControllerDescription } from '../../controller/index.ts';
import {
  type AddressType,
  type LoadBalancer,
  type ObjectReport,
  type Route,
  reasons,
} from '../../model/index.ts';
import type { ProviderReport } from '../../provider/index.ts';
import { table } from '../terminal/table.ts';
import { reportLine } from './change-lines.ts';

/** What a server that has just begun to serve says of itself. */
export interface AnnouncementFacts {
  readonly description: ControllerDescription;
  /** Where each instance is reached from, and at which address, by id. */
  readonly instances: ReadonlyMap<string, InstancePlace>;
  readonly manifests: string;
  /** True when 80 and 443 were wanted, and 8080 and 8443 are a stopgap. */
  readonly defaultPorts: boolean;
  /** `HOST:PORT` of the admin endpoint, where it listens. */
  readonly admin?: string | undefined;
}

export interface InstancePlace {
  readonly addressType: AddressType;
  readonly address?: string;
}

const mostRoutes = 20;
const mostProblems = 10;
const mostTries = 2;

interface Served {
  readonly balancer: LoadBalancer;
  readonly answer: ProviderReport;
  readonly address: string;
  /** The ports clients use, by protocol; absent while a listener is not open. */
  readonly http?: number;
  readonly https?: number;
}

/** The text printed once, when the first load balancer is in force: instances, routes, problems, and what to try. */
export function announcement(facts: AnnouncementFacts): readonly string[] {
  const { description, manifests, admin } = facts;
  const served = servedBalancers(facts);
  const routes = served.flatMap(({ balancer }) => forwardedPaths(balancer));
  const tries = served.flatMap((one) => curlLines(one)).slice(0, 2 * mostTries);
  return [
    `Sluice serves ${manifests}`,
    ...(admin === undefined ? [] : [`  Web page, health and metrics at http://${admin}/`]),
    '',
    ...served.flatMap((one) => instanceLines(one, facts)),
    ...section('Routes', routeLines(routes)),
    ...section('Problems', problemLines(description.reports)),
    ...section(served.every(isWhole) ? 'Try' : 'Try what is served by now', tries),
  ];
}

/** What a server says that has something to serve and cannot: why not. */
export function notServing(facts: Pick<AnnouncementFacts, 'description' | 'manifests'>): readonly string[] {
  const problems = section('Problems', problemLines(facts.description.reports));
  return [`Nothing of ${facts.manifests} is served yet; it is tried again.`, '', ...problems];
}

/** Whether there is something to announce: `in-part` while a listener of it is not open. */
export function serving(
  facts: Pick<AnnouncementFacts, 'description' | 'instances'>,
): 'no' | 'in-part' | 'whole' {
  const served = servedBalancers(facts);
  if (served.length === 0) return 'no';
  return served.every(isWhole) ? 'whole' : 'in-part';
}

function isWhole({ http, https }: Served): boolean {
  return http !== undefined && https !== undefined;
}

function servedBalancers(facts: Pick<AnnouncementFacts, 'description' | 'instances'>): readonly Served[] {
  const { loadBalancers, answers } = facts.description;
  return loadBalancers.flatMap((balancer) => {
    const answer = answers.find(({ loadBalancer }) => loadBalancer === balancer.id);
    if (answer === undefined) return [];
    const address = answer.address ?? facts.instances.get(answer.instanceId ?? '')?.address;
    const http = clientPort(answer, 80);
    const https = clientPort(answer, 443);
    if (address === undefined || (http === undefined && https === undefined)) return [];
    const ports = { ...(http === undefined ? {} : { http }), ...(https === undefined ? {} : { https }) };
    return [{ balancer, answer, address, ...ports }];
  });
}

function clientPort({ ports, programmed }: ProviderReport, listener: number): number | undefined {
  return ports?.[listener] ?? (programmed ? listener : undefined);
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`), ''];
}

function instanceLines(served: Served, facts: AnnouncementFacts): readonly string[] {
  const { balancer, answer, address, http, https } = served;
  const place = facts.instances.get(answer.instanceId ?? '');
  const facing = place?.addressType === 'intranet' ? 'internal-facing' : 'Internet-facing';
  const origin = balancer.instance.kind === 'managed' ? ', created automatically' : '';
  const fallback =
    facts.defaultPorts && ((http ?? 80) !== 80 || (https ?? 443) !== 443)
      ? ['  This user may not listen on ports 80 and 443 (EACCES), so these two stand in for them.']
      : [];
  return [
    `  Instance ${answer.instanceId ?? balancer.id} (${facing}${origin}) at ${address}`,
    `  ${portText('HTTP', http)}, ${portText('HTTPS', https)}`,
    ...fallback,
    '',
  ];
}

function portText(protocol: string, port: number | undefined): string {
  return port === undefined ? `${protocol} not yet` : `${protocol} on port ${port}`;
}

interface ForwardedPath {
  readonly host: string;
  readonly path: string;
  readonly backend: string;
}

function forwardedPaths({ routing }: LoadBalancer): readonly ForwardedPath[] {
  const paths = routing.hosts.flatMap(({ host, routes }) =>
    routes.map((route) => ({ host, path: pathOf(route), backend: backendOf(route) })),
  );
  const { fallback } = routing;
  return fallback === undefined
    ? paths
    : [...paths, { host: '*', path: '(all else)', backend: backendOf(fallback) }];
}

function pathOf({ match }: Route): string {
  return match.path.kind === 'exact' ? `${match.path.value} (exact)` : match.path.value;
}

function backendOf({ action }: Route): string {
  if (action.kind === 'respond') return `answers ${action.status}: ${action.reason}`;
  return action.backends.map(({ backend }) => backend).join(', ');
}

function routeLines(routes: readonly ForwardedPath[]): readonly string[] {
  const rows = routes.slice(0, mostRoutes).map(({ host, path, backend }) => [host, path, `-> ${backend}`]);
  const [, ...lines] = table(['', '', ''], rows, { width: Number.POSITIVE_INFINITY });
  return routes.length > mostRoutes ? [...lines, `… and ${routes.length - mostRoutes} more`] : lines;
}

function problemLines(reports: readonly ObjectReport[]): readonly string[] {
  const problems = reports.filter(({ reason }) => reasons[reason].severity !== 'info');
  const lines = problems.slice(0, mostProblems).map(reportLine);
  const rest = problems.length - mostProblems;
  return rest > 0 ? [...lines, `… and ${rest} more in the log`] : lines;
}

/** Commands that work as printed: name and port resolved to the instance, the fake certificate accepted. */
function curlLines(served: Served): readonly string[] {
  const { hosts } = served.balancer.routing;
  const targets = hosts.flatMap(({ host, routes }) =>
    routes.flatMap(({ match, action }) =>
      action.kind === 'forward' && match.path.kind !== 'regex' ? [{ host, path: match.path.value }] : [],
    ),
  );
  const tries = targets.slice(0, mostTries);
  return [
    ...tries.flatMap(({ host, path }) => curlLine(served, 'http', host, path)),
    ...tries.flatMap(({ host, path }) => curlLine(served, 'https', host, path)),
  ];
}

function curlLine(served: Served, scheme: 'http' | 'https', host: string, path: string): readonly string[] {
  const { address, [scheme]: port } = served;
  if (port === undefined) return [];
  const usual = port === (scheme === 'http' ? 80 : 443);
  const literal = address.includes(':') ? `[${address}]` : address;
  const name = host === '*' ? literal : host.replace(/^\*\./, 'any.');
  const resolve = host === '*' ? '' : `--resolve ${name}:${port}:${literal} `;
  const url = `${scheme}://${name}${usual ? '' : `:${port}`}${path}`;
  return [`curl ${scheme === 'https' ? '-k ' : ''}${resolve}${quote(url)}`];
}

/** Quotes what a shell or curl's own globbing would read otherwise. */
function quote(url: string): string {
  const shell = /^[A-Za-z0-9:/.%_~@+=,-]+$/.test(url) ? url : `'${url.replaceAll("'", "'\\''")}'`;
  return /[[\]{}]/.test(url) ? `--globoff ${shell}` : shell;
}
