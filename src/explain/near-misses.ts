import { nearestName } from '../base/index.ts';
import { formatRef, type PathMatch, type Route, type RoutingTable } from '../model/index.ts';
import { createMatchTracer, type MatchTrace } from '../proxy/index.ts';
import type { AskedRequest } from './query.ts';
import type { RuleIndex } from './rule-index.ts';
import type { WrittenRule } from './sources.ts';

const most = 8;
const mostOfAKind = 3;

/** What nearly took a request that nothing takes: most likely first, in sentences. */
export function nearMisses(
  request: AskedRequest,
  trace: MatchTrace,
  routing: RoutingTable,
  index: RuleIndex,
  owners: ReadonlySet<string>,
): readonly string[] {
  const { host, path } = trace;
  if (host === undefined || path === undefined) return [];
  const found = [
    ...elsewhere(host, index, owners),
    ...(trace.hostEntry === 'none' ? similarHosts(host, index) : hiddenEntries(request, trace, routing)),
    ...(trace.hostEntry === 'none' ? [] : similarPaths(path, trace)),
    ...otherHosts(request, trace, routing),
  ];
  return [...new Set(found)].slice(0, most);
}

/** Ingresses that have the host, but are on another instance or not served at all. */
function elsewhere(host: string, index: RuleIndex, owners: ReadonlySet<string>): readonly string[] {
  const seen = new Map<string, WrittenRule>();
  for (const entry of [host, wildcardFor(host)]) {
    for (const rule of entry === undefined ? [] : index.ofHost(entry)) {
      if (!owners.has(formatRef(rule.ingress))) seen.set(formatRef(rule.ingress), rule);
    }
  }
  return [...seen.values()].slice(0, mostOfAKind).map(({ ingress, host: entry }) => {
    const why = index.reportsOn(ingress).find(({ reason }) => unserved.has(reason));
    return why === undefined
      ? `${formatRef(ingress)} has host ${entry}, on another instance.`
      : `${formatRef(ingress)} has host ${entry}, but is not served: ${why.message} (${why.reason}).`;
  });
}

const unserved: ReadonlySet<string> = new Set([
  'OtherClass',
  'ClassNotFound',
  'InvalidLoadBalancerId',
  'LastGoodKept',
]);

function similarHosts(host: string, index: RuleIndex): readonly string[] {
  const hosts = index.hosts();
  const known = new Set(hosts);
  const found: string[] = [];
  const say = (entry: string, why: string): void => {
    if (known.has(entry)) found.push(`There is host ${entry}${why}.`);
  };
  say(`*.${host}`, `, which takes one label before ${host}, not ${host} itself`);
  const labels = host.split('.');
  for (let from = 2; from < labels.length; from += 1)
    say(`*.${labels.slice(from).join('.')}`, ', which takes exactly one label');
  say(`www.${host}`, '');
  for (let from = 1; from < labels.length - 1; from += 1) say(labels.slice(from).join('.'), '');
  const alike = nearestName(host, hosts);
  return alike === undefined ? found : [...found, `There is host ${alike}.`];
}

/** A wildcard, or `*`, is not asked where an exact entry has the host. */
function hiddenEntries(request: AskedRequest, trace: MatchTrace, routing: RoutingTable): readonly string[] {
  const { virtualHost, host = '' } = trace;
  return [wildcardFor(host), '*'].flatMap((entry) => {
    const hidden = routing.hosts.find((other) => other.host === entry && other !== virtualHost);
    if (hidden === undefined) return [];
    const route = createMatchTracer({ hosts: [{ ...hidden, host: '*' }] })(request).route;
    if (route === undefined) return [];
    return [
      `${formatRef(route.origin)} takes this path on host ${entry}, which is not asked because there is host ${virtualHost?.host}.`,
    ];
  });
}

function similarPaths(path: string, { virtualHost }: MatchTrace): readonly string[] {
  const routes = (virtualHost?.routes ?? []).filter(({ match }) => match.path.kind !== 'regex');
  const there = ({ match, origin }: Route): string =>
    `There is ${match.path.kind} path ${match.path.value} of ${formatRef(origin)}`;
  const found = routes.flatMap((route) => {
    const why = whyNot(path, route.match.path);
    return why === undefined ? [] : [`${there(route)}${why}.`];
  });
  const alike = nearestName(
    path,
    routes.map(({ match }) => match.path.value),
  );
  const nearest = routes.find(({ match }) => match.path.value === alike);
  if (found.length === 0 && nearest !== undefined) return [`${there(nearest)}.`];
  return found.slice(0, mostOfAKind);
}

/** Why a path that reads almost the same is not taken. */
function whyNot(path: string, { kind, value }: PathMatch): string | undefined {
  const folded = fold(path);
  const wanted = fold(value);
  if (kind === 'exact' && folded === wanted) return ', which takes exactly that and nothing else';
  if (folded === wanted || folded.startsWith(`${wanted}/`)) return '; paths are case-sensitive';
  if (value.length < 2 || !path.startsWith(value)) return undefined;
  return kind === 'exact' ? ', which does not take what is below it' : ', which takes whole segments only';
}

/** The same path on other hosts of the instance. */
function otherHosts(
  request: AskedRequest,
  { path, virtualHost }: MatchTrace,
  { hosts }: RoutingTable,
): readonly string[] {
  if (path === undefined || path === '/') return [];
  const found: string[] = [];
  for (const host of hosts) {
    if (found.length === mostOfAKind) break;
    if (host === virtualHost) continue;
    const named = host.routes.some(
      ({ match }) => match.path.value !== '/' && path.startsWith(match.path.value.replace(/\/$/, '')),
    );
    if (!named) continue;
    const { route } = createMatchTracer({ hosts: [{ ...host, host: '*' }] })(request);
    if (route !== undefined && route.match.path.value !== '/')
      found.push(`${formatRef(route.origin)} takes this path on host ${host.host}.`);
  }
  return found;
}

function wildcardFor(host: string): string | undefined {
  const dot = host.indexOf('.');
  return dot > 0 ? `*${host.slice(dot)}` : undefined;
}

function fold(path: string): string {
  return path.toLowerCase().replace(/\/$/, '');
}
