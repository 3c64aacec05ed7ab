import type { LoadBalancer, ObjectRef, ObjectReport, PathMatch, Route } from '../model/index.ts';
import type { EndpointState, ExplainSources, ServedInstance, WrittenRule } from './sources.ts';

/** A rule as a test writes it: `host path` with `= ` before an exact path; the Ingress and Service it belongs to. */
export interface TestRule {
  readonly host: string;
  readonly path: string;
  readonly exact?: true;
  readonly ingress?: string;
  readonly more?: Partial<Route>;
}

export function ref(name: string): ObjectRef {
  return { kind: 'Ingress', namespace: 'default', name };
}

/** Sources of one instance at 127.0.0.9 with these rules; older first, and each a route unless `unserved`. */
export function sourcesOf(
  rules: readonly TestRule[],
  more: Partial<ExplainSources> & {
    readonly balancer?: Partial<LoadBalancer>;
    readonly unserved?: readonly TestRule[];
  } = {},
): ExplainSources {
  const { balancer, unserved = [], ...rest } = more;
  const hosts = Map.groupBy(rules, ({ host }) => host);
  const written = [...rules, ...unserved].map(toWritten);
  return {
    loadBalancers: [
      {
        id: 'managed',
        instance: { kind: 'managed' },
        listeners: [
          { port: 80, protocol: 'http' },
          { port: 443, protocol: 'https', defaultCertificate: { kind: 'fake' } },
        ],
        certificates: [],
        routing: {
          hosts: [...hosts].map(([host, list]) => ({ host, routes: distinct(list).map(toRoute) })),
        },
        owners: [...new Set(rules.map(({ ingress = 'web' }) => ingress))].map(ref),
        ...balancer,
      },
    ],
    served: new Map([['managed', served]]),
    backends: [backend],
    certificates: [],
    reports: [],
    rules: () => written,
    endpoints: () => [readyEndpoint],
    place: ({ name }) => ({ file: `${name}.yaml`, line: 7 }),
    now: () => Date.parse('2030-01-01'),
    ...rest,
  };
}

export const served: ServedInstance = {
  instanceId: 'lb-1',
  address: '127.0.0.9',
  ports: { 80: 8080, 443: 8443 },
  programmed: true,
  problems: [],
};

export const readyEndpoint: EndpointState = {
  address: '10.0.0.1',
  port: 8080,
  ready: true,
  serving: true,
  terminating: false,
  used: true,
};

const backend = { id: 'default/svc:80', namespace: 'default', service: 'svc', port: 80, users: [] };

export function report(name: string, reason: ObjectReport['reason'], message: string): ObjectReport {
  return { object: ref(name), reason, message };
}

/** The first rule for a path makes the route, as in translation. */
function distinct(rules: readonly TestRule[]): readonly TestRule[] {
  return rules.filter(
    (rule, index) =>
      rules.findIndex(({ path, exact }) => path === rule.path && exact === rule.exact) === index,
  );
}

function toRoute({ ingress = 'web', more, ...rule }: TestRule): Route {
  return {
    match: { path: matchOf(rule) },
    action: { kind: 'forward', backends: [{ backend: backend.id, weight: 1 }] },
    origin: ref(ingress),
    ...more,
  };
}

function toWritten(rule: TestRule, index: number): WrittenRule {
  return {
    ingress: ref(rule.ingress ?? 'web'),
    host: rule.host,
    path: rule.path,
    pathType: rule.exact ? 'Exact' : 'Prefix',
    match: matchOf(rule),
    field: `spec.rules[${index}].http.paths[0]`,
    createdAt: index,
  };
}

function matchOf({ path, exact }: Pick<TestRule, 'exact' | 'path'>): PathMatch {
  return { kind: exact ? 'exact' : 'prefix', value: path };
}
