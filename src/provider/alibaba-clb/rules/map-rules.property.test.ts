import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatRef, type LoadBalancer, type Route } from '../../../model/index.ts';
import { HostTable } from '../../../proxy/router/host-table.ts';
import { matchLinear } from '../../../proxy/router/match-linear.ts';
import { requestWith } from '../../../proxy/router/route.test-support.ts';
import { evaluateClb, findRuleFaults } from './clb-evaluation.test-support.ts';
import { mapRules } from './map-rules.ts';
import { type DrawnRequest, requests, tables } from './random-table.test-support.ts';
import type { WantedRules } from './wanted-rules.ts';

type Mappable = Pick<LoadBalancer, 'routing' | 'owners'>;
type Approximation = 'allow' | 'refuse';

const rulesPerListener = 10_000;
const several = fc.array(requests, { minLength: 20, maxLength: 40 });

/** The route a request takes by the specification of routing. */
function takenRoute({ routing }: Mappable, { host, path, method, flag }: DrawnRequest): Route | undefined {
  const table = new HostTable<(typeof routing.hosts)[number]>();
  for (const entry of routing.hosts) table.set(entry.host, entry);
  const found = table.find(host);
  const facts = requestWith({ method, headers: flag ? { 'x-a': '1' } : {} });
  return (found && matchLinear(found, path, facts)) ?? routing.fallback;
}

/** The backends that may answer; none where nothing is behind the route. */
function backendsOf(route: Route | undefined): readonly string[] {
  if (route?.action.kind !== 'forward') return [];
  return route.action.backends.filter(({ weight }) => weight > 0).map(({ backend }) => backend);
}

/** Whose routes lead to a backend. */
function usersOf(backend: string, { routing }: Mappable): readonly string[] {
  const routes = [
    ...routing.hosts.flatMap((host) => host.routes),
    ...(routing.fallback ? [routing.fallback] : []),
  ];
  return routes.filter((route) => backendsOf(route).includes(backend)).map(({ origin }) => formatRef(origin));
}

function isTold({ problems }: WantedRules, owner: string): boolean {
  return problems.some(
    ({ reason, objects = [] }) =>
      (reason === 'ApproximatedByProvider' || reason === 'UnsupportedByProvider') &&
      objects.some((object) => formatRef(object) === owner),
  );
}

/** What holds while a request is looked at. */
interface Setup {
  readonly table: Mappable;
  readonly wanted: WantedRules;
  readonly approximation: Approximation;
  readonly wildcardTakesApex: boolean;
}

/** What is wrong with the treatment of a request, if anything. */
function findFault(
  request: DrawnRequest,
  { table, wanted, approximation, wildcardTakesApex }: Setup,
): string | undefined {
  const route = takenRoute(table, request);
  const may = backendsOf(route);
  const served = evaluateClb(wanted, request.host, request.path, wildcardTakesApex);
  if (served === undefined ? may.length === 0 : may.includes(served)) return undefined;
  const users = served === undefined ? [] : usersOf(served, table);
  const owner = route?.origin.kind === 'Ingress' ? formatRef(route.origin) : undefined;
  if (owner === undefined) {
    // Nobody's request: whoever serves it is told.
    return served === undefined || users.some((user) => isTold(wanted, user)) ? undefined : 'nobody is told';
  }
  if (!isTold(wanted, owner)) return 'its owner is not told';
  if (served === undefined) return undefined;
  if ((route?.policies?.approximation ?? approximation) === 'refuse') return 'its owner refuses';
  const harmless = users.includes(owner) || users.includes('Service kube-system/default');
  return harmless ? undefined : 'it is served by another Ingress';
}

test('a request gets what its route says, or its Ingress is told, and never what another Ingress has', () => {
  const settings = fc.constantFrom<Approximation>('allow', 'refuse');
  fc.assert(
    fc.property(tables, several, settings, fc.boolean(), (table, list, approximation, wildcardTakesApex) => {
      const wanted = mapRules(table, { approximation, rulesPerListener });
      expect(findRuleFaults(wanted.rules, rulesPerListener)).toEqual([]);
      const setup = { table, wanted, approximation, wildcardTakesApex };
      for (const request of list) {
        expect({ request, fault: findFault(request, setup) }).toEqual({ request });
      }
    }),
    { numRuns: 1500 },
  );
});

test('where all refuse, no request reaches a backend that its route would not give', () => {
  fc.assert(
    fc.property(tables, several, fc.boolean(), (drawn, list, wildcardTakesApex) => {
      const table = withoutAllowance(drawn);
      const wanted = mapRules(table, { approximation: 'refuse', rulesPerListener });
      for (const request of list) {
        const served = evaluateClb(wanted, request.host, request.path, wildcardTakesApex);
        if (served !== undefined) expect(backendsOf(takenRoute(table, request))).toContain(served);
      }
    }),
    { numRuns: 1500 },
  );
});

test('within a quota there are no more rules, nobody who is left out is served, and the others as if alone', () => {
  const quotas = fc.integer({ min: 0, max: 8 });
  fc.assert(
    fc.property(tables, quotas, (table, quota) => {
      const options = { approximation: 'allow', rulesPerListener: quota } as const;
      const wanted = mapRules(table, options);
      expect(wanted.rules.length).toBeLessThanOrEqual(quota);
      const left = new Set(
        wanted.problems
          .filter(({ reason }) => reason === 'ProviderQuotaExceeded')
          .flatMap(({ objects = [] }) => objects.map(formatRef)),
      );
      const alone = mapRules(withoutOwners(table, left), options);
      expect(alone.rules).toEqual(wanted.rules);
      expect(alone.fallback).toBe(wanted.fallback);
    }),
    { numRuns: 1500 },
  );
});

function withoutAllowance({ routing, owners }: Mappable): Mappable {
  const strip = ({ policies: { approximation: _, ...policies } = {}, ...route }: Route): Route => ({
    ...route,
    policies,
  });
  const hosts = routing.hosts.map(({ host, routes }) => ({ host, routes: routes.map(strip) }));
  const { fallback } = routing;
  return { routing: fallback === undefined ? { hosts } : { hosts, fallback: strip(fallback) }, owners };
}

/** The table as it is when some Ingresses do not exist; hosts that only they had are gone too. */
function withoutOwners({ routing, owners }: Mappable, gone: ReadonlySet<string>): Mappable {
  const stays = ({ origin }: Route): boolean => !gone.has(formatRef(origin));
  const hosts = routing.hosts.flatMap(({ host, routes }) => {
    const kept = routes.filter(stays);
    return kept.length === 0 && routes.length > 0 ? [] : [{ host, routes: kept }];
  });
  const { fallback } = routing;
  return { routing: fallback !== undefined && stays(fallback) ? { hosts, fallback } : { hosts }, owners };
}
