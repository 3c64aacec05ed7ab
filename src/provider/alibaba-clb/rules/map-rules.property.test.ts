import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatRef, type LoadBalancer, type Route } from '../../../model/index.ts';
import { HostTable } from '../../../proxy/router/host-table.ts';
import { matchLinear } from '../../../proxy/router/match-linear.ts';
import { requestWith } from '../../../proxy/router/route.test-support.ts';
import { evaluateClb, findRuleFaults } from './clb-evaluation.test-support.ts';
import { mapRules } from './map-rules.ts';
import { type DrawnRequest, requests, tables } from './random-table.test-support.ts';
import { shapeOf } from './route-shape.ts';
import type { WantedRules } from './wanted-rules.ts';

type Mappable = Pick<LoadBalancer, 'routing' | 'owners'>;
type Approximation = 'allow' | 'refuse';

const rulesPerListener = 10_000;
const several = fc.array(requests, { minLength: 20, maxLength: 40 });

/** What the specification of routing says of a request. */
interface Taken {
  readonly route: Route | undefined;
  /** Whether the route has a claim to the host. */
  readonly named: boolean;
  /** Whether the host is taken by a wildcard. */
  readonly wildcard: boolean;
}

function takenRoute({ routing }: Mappable, { host, path, method, flag }: DrawnRequest): Taken {
  const table = new HostTable<(typeof routing.hosts)[number]>();
  for (const entry of routing.hosts) table.set(entry.host, entry);
  const found = table.find(host);
  const facts = requestWith({ method, headers: flag ? { 'x-a': '1' } : {} });
  const route = found && matchLinear(found, path, facts);
  if (found === undefined || route === undefined) {
    return { route: routing.fallback, named: false, wildcard: false };
  }
  // Names that a wildcard takes on CLB alone: rules without host have no claim to them.
  const deep = routing.hosts.some((entry) => entry.host !== '*' && `.${host}`.endsWith(entry.host.slice(1)));
  return { route, named: found.host !== '*' || !deep, wildcard: found.host.startsWith('*.') };
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
  readonly wildcardTakesApex: boolean;
}

/** What is wrong with the treatment of a request, if anything. */
function findFault(request: DrawnRequest, { table, wanted, wildcardTakesApex }: Setup): string | undefined {
  const { route, named } = takenRoute(table, request);
  const may = backendsOf(route);
  const served = evaluateClb(wanted, request.host, request.path, wildcardTakesApex);
  if (isRight(served, may)) return undefined;
  const users = served === undefined ? [] : usersOf(served, table);
  const owner = route?.origin.kind === 'Ingress' ? formatRef(route.origin) : undefined;
  if (route === undefined || owner === undefined) {
    // Nobody's request: whoever serves it is told.
    return served === undefined || users.some((user) => isTold(wanted, user)) ? undefined : 'nobody is told';
  }
  if (!isTold(wanted, owner)) return 'its owner is not told';
  if (served === undefined || users.includes(owner)) return undefined;
  // What CLB cannot tell may be anybody's.
  if (!named || shapeOf(route.match).kind === 'within') return undefined;
  const own = users.some((user) => wouldHave(user, served, request, table));
  return own ? undefined : 'another Ingress has it by a rule that takes more than its own';
}

function isRight(served: string | undefined, may: readonly string[]): boolean {
  return served === undefined ? may.length === 0 : may.includes(served);
}

/** Whether the routes of an Ingress alone give a request a backend. */
function wouldHave(owner: string, backend: string, request: DrawnRequest, table: Mappable): boolean {
  return backendsOf(takenRoute(onlyOf(table, owner), request).route).includes(backend);
}

const settings = fc.constantFrom<Approximation>('allow', 'refuse');

test('a request gets what its route says, or its Ingress is told; another Ingress has it only by what its own routes say', () => {
  fc.assert(
    fc.property(tables, several, settings, fc.boolean(), (table, list, approximation, wildcardTakesApex) => {
      const wanted = mapRules(table, { approximation, rulesPerListener });
      expect(findRuleFaults(wanted.rules, rulesPerListener)).toEqual([]);
      const setup = { table, wanted, wildcardTakesApex };
      for (const request of list) {
        expect({ request, fault: findFault(request, setup) }).toEqual({ request });
      }
    }),
    { numRuns: 400 },
  );
});

test('an Ingress that refuses has no request that it would not have alone by its routes', () => {
  fc.assert(
    fc.property(tables, several, settings, fc.boolean(), (table, list, approximation, wildcardTakesApex) => {
      const wanted = mapRules(table, { approximation, rulesPerListener });
      const refusing = refusingOf(table, approximation);
      for (const request of list) {
        const served = evaluateClb(wanted, request.host, request.path, wildcardTakesApex);
        if (served === undefined) continue;
        const users = usersOf(served, table);
        const fine = users.some((user) => !refusing.has(user) || wouldHave(user, served, request, table));
        expect({ request, served, fine }).toEqual({ request, served, fine: true });
      }
    }),
    { numRuns: 400 },
  );
});

test('an Ingress loses a request to another only where its own rule would take requests of that one', () => {
  fc.assert(
    fc.property(tables, several, settings, fc.boolean(), (table, list, approximation, wildcardTakesApex) => {
      const options = { approximation, rulesPerListener };
      const wanted = mapRules(table, options);
      const refusing = refusingOf(table, approximation);
      for (const gone of table.owners.map(formatRef)) {
        const without = mapRules(withoutOwners(table, new Set([gone])), options);
        for (const request of list) {
          const { route, named, wildcard } = takenRoute(table, request);
          if (route === undefined || !named || formatRef(route.origin) === gone) continue;
          // Such a route gets nothing in any case.
          if (shapeOf(route.match).kind === 'within') continue;
          // Its rule takes names of more labels too, and what they get it refuses to change.
          if (wildcard && refusing.has(formatRef(route.origin))) continue;
          const [before, now] = [without, wanted].map((rules) =>
            isRight(evaluateClb(rules, request.host, request.path, wildcardTakesApex), backendsOf(route)),
          );
          const fine = now || !before || takesToo(route, request, gone, table);
          expect({ request, gone, fine }).toEqual({ request, gone, fine: true });
        }
      }
    }),
    { numRuns: 400 },
  );
});

/** Whether a rule for the very path of a request, as the route has it, would take requests of an Ingress. */
function takesToo({ match }: Route, request: DrawnRequest, owner: string, table: Mappable): boolean {
  const shape = shapeOf(match);
  if (shape.kind === 'within') return false;
  const path = shape.path === '' ? '/' : shape.path;
  const longest = path.length === 80;
  // Below its path a prefix has a rule of its own, while there is room for the slash.
  if (request.path !== path && !longest) return false;
  return [`${path}~`, ...(longest ? [`${path}/~`] : [])].some((longer) => {
    const { route } = takenRoute(onlyPlain(table), { ...request, path: longer });
    return route !== undefined && formatRef(route.origin) === owner;
  });
}

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
    { numRuns: 400 },
  );
});

/** The Ingresses that refuse approximation. */
function refusingOf({ routing, owners }: Mappable, approximation: Approximation): ReadonlySet<string> {
  const asked = new Map(
    [...routing.hosts.flatMap((host) => host.routes), ...(routing.fallback ? [routing.fallback] : [])].map(
      ({ origin, policies }) => [formatRef(origin), policies?.approximation],
    ),
  );
  const keys = owners.map(formatRef);
  return new Set(keys.filter((key) => (asked.get(key) ?? approximation) === 'refuse'));
}

/** The table with the routes that pass alone; every host stays. */
function filterRoutes({ routing, owners }: Mappable, passes: (route: Route) => boolean): Mappable {
  const hosts = routing.hosts.map(({ host, routes }) => ({ host, routes: routes.filter(passes) }));
  const { fallback } = routing;
  return { routing: fallback !== undefined && passes(fallback) ? { hosts, fallback } : { hosts }, owners };
}

function onlyOf(table: Mappable, owner: string): Mappable {
  return filterRoutes(table, ({ origin }) => formatRef(origin) === owner);
}

/** Without routes of which CLB cannot say what they take. */
function onlyPlain(table: Mappable): Mappable {
  return filterRoutes(table, ({ match }) => shapeOf(match).kind !== 'within');
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
