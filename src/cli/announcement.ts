import type { ControllerDescription } from '../controller/index.ts';
import {
  type AddressType,
  formatRef,
  type LoadBalancer,
  type ObjectReport,
  type Route,
  reasons,
} from '../model/index.ts';
import type { ProviderReport } from '../provider/index.ts';
import { table } from './print.ts';

/** What a server that has just begun to serve says of itself. */
export interface AnnouncementFacts {
  readonly description: ControllerDescription;
  /** Where each instance is reached from, by id. */
  readonly instances: ReadonlyMap<string, AddressType>;
  readonly manifests: string;
  /** True when 80 and 443 were wanted, and 8080 and 8443 are a stopgap. */
  readonly defaultPorts: boolean;
}

const mostRoutes = 20;
const mostProblems = 10;
const mostTries = 2;

interface Served {
  readonly balancer: LoadBalancer;
  readonly answer: ProviderReport;
  readonly address: string;
}

/** The text printed once, when the first load balancer is in force: instances, routes, problems, and what to try. */
export function announcement(facts: AnnouncementFacts): readonly string[] {
  const { description, manifests } = facts;
  const served = servedBalancers(description);
  const routes = served.flatMap(({ balancer }) => forwardedPaths(balancer));
  const tries = served.flatMap((one) => curlLines(one)).slice(0, 2 * mostTries);
  return [
    `Sluice serves ${manifests}`,
    '',
    ...served.flatMap((one) => instanceLines(one, facts)),
    ...section('Routes', routeLines(routes)),
    ...section('Problems', problemLines(description.reports)),
    ...section('Try', tries),
  ];
}

/** True when there is a load balancer to announce. */
export function isServing(description: ControllerDescription): boolean {
  return servedBalancers(description).length > 0;
}

function servedBalancers({ loadBalancers, answers }: ControllerDescription): readonly Served[] {
  return loadBalancers.flatMap((balancer) => {
    const answer = answers.find(({ loadBalancer }) => loadBalancer === balancer.id);
    if (answer?.address === undefined || !answer.programmed) return [];
    return [{ balancer, answer, address: answer.address }];
  });
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`), ''];
}

function instanceLines({ balancer, answer, address }: Served, facts: AnnouncementFacts): readonly string[] {
  const facing =
    facts.instances.get(answer.instanceId ?? '') === 'intranet' ? 'internal-facing' : 'Internet-facing';
  const origin = balancer.instance.kind === 'managed' ? ', created automatically' : '';
  const http = clientPort(answer, 80);
  const https = clientPort(answer, 443);
  const fallback =
    facts.defaultPorts && (http !== 80 || https !== 443)
      ? ['  This user may not listen on ports 80 and 443 (EACCES), so these two stand in for them.']
      : [];
  return [
    `  Instance ${answer.instanceId ?? balancer.id} (${facing}${origin}) at ${address}`,
    `  HTTP on port ${http}, HTTPS on port ${https}`,
    ...fallback,
    '',
  ];
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
  const [, ...lines] = table(['', '', ''], rows);
  return routes.length > mostRoutes ? [...lines, `… and ${routes.length - mostRoutes} more`] : lines;
}

function problemLines(reports: readonly ObjectReport[]): readonly string[] {
  const problems = reports.filter(({ reason }) => reasons[reason].severity !== 'info');
  const lines = problems
    .slice(0, mostProblems)
    .map(({ object, reason, message }) => `${formatRef(object)}: ${message} (${reason})`);
  const rest = problems.length - mostProblems;
  return rest > 0 ? [...lines, `… and ${rest} more: sluice get ingress shows them`] : lines;
}

function clientPort(answer: ProviderReport, listener: number): number {
  return answer.ports?.[listener] ?? listener;
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
    ...tries.map(({ host, path }) => curlLine(served, 'http', host, path)),
    ...tries.map(({ host, path }) => curlLine(served, 'https', host, path)),
  ];
}

function curlLine({ answer, address }: Served, scheme: 'http' | 'https', host: string, path: string): string {
  const port = clientPort(answer, scheme === 'http' ? 80 : 443);
  const usual = port === (scheme === 'http' ? 80 : 443);
  const literal = address.includes(':') ? `[${address}]` : address;
  const name = host === '*' ? literal : host.replace(/^\*\./, 'any.');
  const resolve = host === '*' ? '' : `--resolve ${name}:${port}:${literal} `;
  const url = `${scheme}://${name}${usual ? '' : `:${port}`}${path}`;
  return `curl ${scheme === 'https' ? '-k ' : ''}${resolve}${quote(url)}`;
}

/** Quotes what a shell or curl's own globbing would read otherwise. */
function quote(url: string): string {
  const shell = /^[A-Za-z0-9:/.%_~@+=,-]+$/.test(url) ? url : `'${url.replaceAll("'", "'\\''")}'`;
  return /[[\]{}]/.test(url) ? `--globoff ${shell}` : shell;
}
