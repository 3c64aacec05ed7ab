import type { ControllerDescription } from '../../controller/index.ts';
import type { WrittenRule } from '../../explain/index.ts';
import { objectKey } from '../../kubernetes/types/index.ts';
import {
  formatRef,
  type LoadBalancer,
  type ObjectReport,
  reasons,
  type VirtualHost,
} from '../../model/index.ts';
import type { Snapshot } from '../../snapshot/index.ts';
import { writtenRules } from '../control/explain-sources.ts';
import { examplePath } from './try-example.ts';

/** One URL to ask. */
export interface PlannedProbe {
  readonly loadBalancer: string;
  readonly secure: boolean;
  readonly host: string;
  readonly path: string;
  /** What is asked for: a path of the host, or one that nobody has. */
  readonly asks: 'nothing' | 'route';
}

/** What is not asked for, and why. */
export interface Unprobed {
  readonly what: string;
  readonly why: string;
}

export interface ProbePlan {
  readonly probes: readonly PlannedProbe[];
  readonly unprobed: readonly Unprobed[];
}

/** A path no manifest is likely to have. */
const nobodysPath = '/sluice-try/nobody-has-this';

/** Every host and path that is served, by HTTP and HTTPS; for each host a path, and for each instance a host, that nobody has. */
export function planProbes({ loadBalancers, snapshot, reports }: ControllerDescription): ProbePlan {
  const probes: PlannedProbe[] = [];
  const unprobed: Unprobed[] = [];
  for (const balancer of loadBalancers) planBalancer(balancer, probes, unprobed);
  for (const rule of rulesLeftOut(snapshot, loadBalancers)) {
    const what = `path ${rule.path} of host ${rule.host}, ${rule.field} of ${formatRef(rule.ingress)}`;
    const own = reports.filter(({ object }) => formatRef(object) === formatRef(rule.ingress));
    const onPath = own.filter(({ field }) => field?.startsWith(rule.field));
    const about = onPath.length > 0 ? onPath : own.filter(({ message }) => message.includes(rule.path ?? ''));
    unprobed.push({ what, why: whyNot(about) });
  }
  const served = new Set(loadBalancers.flatMap(({ owners }) => owners.map(formatRef)));
  const byObject = Map.groupBy(reports, ({ object }) => formatRef(object));
  for (const key of snapshot.ingresses.keys()) {
    const what = `Ingress ${key}`;
    if (!served.has(what)) unprobed.push({ what, why: whyNot(byObject.get(what) ?? []) });
  }
  for (const [what, list] of byObject) {
    const lost = list.find(({ reason }) => leftOut.has(reason));
    if (lost !== undefined && !served.has(what) && !snapshot.ingresses.has(what.slice('Ingress '.length)))
      unprobed.push({ what, why: whyNot([lost]) });
  }
  return { probes, unprobed };
}

/** Rules of Ingresses that are served, of which no route was made. */
function rulesLeftOut(snapshot: Snapshot, loadBalancers: readonly LoadBalancer[]): readonly WrittenRule[] {
  return loadBalancers.flatMap(({ owners, routing }) => {
    const routes = new Set(
      routing.hosts.flatMap(({ host, routes }) =>
        routes.map(({ match: { path } }) => `${host} ${path.kind} ${path.value}`),
      ),
    );
    const rules = owners.flatMap((owner) => {
      const ingress = snapshot.ingresses.get(objectKey(owner));
      return ingress === undefined ? [] : writtenRules(ingress);
    });
    return rules.filter(({ host, path, match }) => {
      if (path === undefined) return false;
      const forms = [
        `${host} regex ${path}`,
        `${host} regex ${match?.value}`,
        `${host} ${match?.kind} ${match?.value}`,
      ];
      return !forms.some((form) => routes.has(form));
    });
  });
}

const leftOut: ReadonlySet<string> = new Set([
  'FileTooLarge',
  'FileUnreadable',
  'InvalidFile',
  'InvalidObject',
]);

function whyNot(reports: readonly ObjectReport[]): string {
  const [first] = reports.toSorted((a, b) => weight(a) - weight(b));
  return first === undefined ? 'it is not served' : `${first.message} (${first.reason})`;
}

function weight({ reason }: ObjectReport): number {
  const { severity } = reasons[reason];
  return severity === 'error' ? 0 : severity === 'warning' ? 1 : 2;
}

function planBalancer({ id, routing }: LoadBalancer, probes: PlannedProbe[], unprobed: Unprobed[]): void {
  const taken = new Set(routing.hosts.map(({ host }) => host));
  const ask = (host: string, path: string, asks: PlannedProbe['asks']): void => {
    for (const secure of [false, true]) probes.push({ loadBalancer: id, secure, host, path, asks });
  };
  for (const virtualHost of routing.hosts) {
    const host = probedHost(virtualHost.host, taken);
    for (const path of pathsOf(virtualHost, unprobed)) ask(host, path, 'route');
    ask(host, nobodysPath, 'nothing');
  }
  if (!taken.has('*')) ask(probedHost('*', taken), '/', 'nothing');
}

/** A name that the entry has, and no other one. */
function probedHost(host: string, taken: ReadonlySet<string>): string {
  const rest = host === '*' ? '.sluice-try.invalid' : host.slice(1);
  if (!host.startsWith('*')) return host;
  let label = 'any';
  for (let tried = 1; taken.has(label + rest); tried += 1) label = `any${tried}`;
  return label + rest;
}

function pathsOf({ host, routes }: VirtualHost, unprobed: Unprobed[]): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { match, origin } of routes) {
    const { path } = match;
    const asked = path.kind === 'regex' ? examplePath(path.value, path.ignoreCase === true) : path.value;
    if (asked !== undefined) paths.add(asked);
    else {
      const why = 'no example of this expression was found';
      unprobed.push({ what: `${host} ~ ${path.value} of ${formatRef(origin)}`, why });
    }
  }
  return paths;
}
