import {
  backendId,
  type LoadBalancer,
  type ObjectRef,
  type PathMatch,
  type Route,
} from '../../../model/index.ts';
import { emptyBackend } from '../names.ts';
import type { WantedRules } from './wanted-rules.ts';

type Policies = NonNullable<Route['policies']>;
type Mappable = Pick<LoadBalancer, 'routing' | 'owners'>;

/**
 * A table written as lines in order of precedence: `shop: a.example/foo > tea` is a prefix of Ingress default/shop that leads
 * to Service tea; `=` or `~` before the `>` side's host makes the path exact or an expression, `> 503` answers so.
 * A line with the host `default` is the fallback. Owners are in the order they first come up, oldest first; `operator` is none.
 */
export function writtenTable(
  lines: readonly string[],
  policies: Readonly<Record<string, Policies>> = {},
): Mappable {
  const hosts = new Map<string, Route[]>();
  const owners = new Map<string, ObjectRef>();
  let fallback: Route | undefined;
  for (const line of lines) {
    const [, name = '', kind = '', host = '', path = '', target = ''] =
      /^(\S+): ([=~] )?([^/ ]+)(\/\S*)? > (\S+)$/.exec(line) ?? [];
    const origin: ObjectRef = {
      kind: name === 'operator' ? 'Service' : 'Ingress',
      namespace: 'default',
      name,
    };
    if (name !== 'operator') owners.set(name, owners.get(name) ?? origin);
    const asked = policies[name];
    const route: Route = {
      match: { path: pathMatch(kind.trim(), path === '' ? '/' : path) },
      action: actionOf(target),
      ...(asked === undefined ? {} : { policies: asked }),
      origin,
    };
    if (host === 'default') fallback = route;
    else hosts.set(host, [...(hosts.get(host) ?? []), route]);
  }
  const sorted = [...hosts].sort(([a], [b]) => (a < b ? -1 : 1));
  const routing = { hosts: sorted.map(([host, routes]) => ({ host, routes })) };
  return {
    routing: fallback === undefined ? routing : { ...routing, fallback },
    owners: [...owners.values()],
  };
}

function pathMatch(kind: string, value: string): PathMatch {
  return { kind: kind === '=' ? 'exact' : kind === '~' ? 'regex' : 'prefix', value };
}

function actionOf(target: string): Route['action'] {
  if (/^\d+$/.test(target)) return { kind: 'respond', status: Number(target), reason: 'ServiceNotFound' };
  const backends = target.split('+').map((share) => {
    const [service = '', weight = '1'] = share.split('*');
    return { backend: backendId('default', service, 80), weight: Number(weight) };
  });
  return { kind: 'forward', backends };
}

/** Rules as lines, `a.example/foo > tea`, `(any)` for rules without domain; `default` is the group of the listeners. */
export function ruleLines({ rules, fallback }: Pick<WantedRules, 'rules' | 'fallback'>): readonly string[] {
  const lines = rules.map(
    ({ domain = '(any)', url = '', backend }) => `${domain}${url} > ${nameOf(backend)}`,
  );
  return fallback === emptyBackend ? lines : [...lines, `default > ${nameOf(fallback)}`];
}

/** Problems as lines: the Ingresses, the reason, and the message. */
export function problemLines({ problems }: Pick<WantedRules, 'problems'>): readonly string[] {
  return problems.map(
    ({ reason, message, objects = [] }) =>
      `${objects.map(({ name }) => name).join('+')} ${reason}: ${message}`,
  );
}

function nameOf(backend: string): string {
  return backend === emptyBackend ? '503' : backend.replace('default/', '').replace(':80', '');
}
