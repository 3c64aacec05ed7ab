import { formatRef, type LoadBalancer, type ObjectRef, type RoutingTable } from '../../../model/index.ts';
import type { ProviderProblem } from '../../load-balancer-provider.ts';
import { redirectsToHttps } from '../wish/listener-settings.ts';
import { fitQuota } from './fit-quota.ts';
import { type EffectTable, fitsQuota, mapTable } from './map-table.ts';
import { type EffectContext, fallbackPlace, routeEffect } from './route-effect.ts';
import type { RuleOptions, WantedRules } from './wanted-rules.ts';

type Mappable = Pick<LoadBalancer, 'cloud' | 'owners' | 'routing'>;

/** The last answer for each load balancer: it keeps its identity while nothing of it changes. */
const known = new WeakMap<Mappable, { readonly options: RuleOptions; readonly rules: WantedRules }>();

/**
 * Says a routing table in rules of CLB, the same for both listeners. What cannot be said exactly is approximated or answered
 * 503, and reported. A rule that would take requests of another Ingress gives way to it. Where the rules are more than a listener may
 * have, whole Ingresses give way, the youngest first, and are as if they did not exist.
 */
export function mapRules(loadBalancer: Mappable, options: RuleOptions): WantedRules {
  const last = known.get(loadBalancer);
  if (last !== undefined && sameOptions(last.options, options)) return last.rules;
  const rules = mapAll(loadBalancer, options);
  known.set(loadBalancer, { options, rules });
  return rules;
}

function sameOptions(a: RuleOptions, b: RuleOptions): boolean {
  return a.approximation === b.approximation && a.rulesPerListener === b.rulesPerListener;
}

function mapAll({ cloud, routing, owners }: Mappable, options: RuleOptions): WantedRules {
  const byKey = new Map(owners.map((owner) => [formatRef(owner), owner]));
  const redirectsHttp = redirectsToHttps(cloud) || asksForHttps(routing);
  const table = readTable(routing, {
    approximation: options.approximation,
    redirectsHttp,
    owners: byKey,
  });
  const quota = options.rulesPerListener;
  if (fitsQuota(table, quota)) return { ...mapTable(table), redirectsHttp };
  const { table: fitting, left } = fitQuota(table, byKey.keys(), quota);
  const mapped = mapTable(fitting);
  const gone = left.flatMap((key) => byKey.get(key) ?? []);
  return { ...mapped, redirectsHttp, problems: [...mapped.problems, ...reportLeft(gone, options)] };
}

function readTable({ hosts, fallback }: RoutingTable, context: EffectContext): EffectTable {
  return {
    hosts: new Map(
      hosts.map(({ host, routes }) => [
        host,
        routes.map((route, place) => routeEffect(route, place, context)),
      ]),
    ),
    fallback: fallback && routeEffect(fallback, fallbackPlace, context),
  };
}

/** Whether every route that leads anywhere sends plain requests to HTTPS. */
function asksForHttps({ hosts, fallback }: RoutingTable): boolean {
  const routes = [...hosts.flatMap((host) => host.routes), ...(fallback === undefined ? [] : [fallback])];
  const leading = routes.filter(({ action }) => action.kind === 'forward');
  return leading.length > 0 && leading.every(({ policies }) => policies?.sslRedirect !== undefined);
}

function reportLeft(gone: readonly ObjectRef[], { rulesPerListener }: RuleOptions): ProviderProblem[] {
  return gone.map((owner): ProviderProblem => {
    const message = `A listener may have ${rulesPerListener} rules, and older Ingresses leave too few for ${formatRef(owner)}: it is not served, and its requests go where they would go without it.`;
    return { reason: 'ProviderQuotaExceeded', message, objects: [owner] };
  });
}
