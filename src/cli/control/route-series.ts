import type { ControllerDescription } from '../../controller/index.ts';
import type { VirtualHost } from '../../model/index.ts';
import { labelsOfRoute, type SupervisorLink } from '../../proxy/index.ts';
import { otherRoutes, type RouteSeries, routeKey, routeLabels, unrouted } from '../../telemetry/index.ts';

/** Keys that are of no route, and stay. */
const sums: readonly string[] = [routeKey(unrouted), routeKey(otherRoutes)];

type Described = Pick<ControllerDescription, 'answers' | 'loadBalancers' | 'settled'>;

/** Tells the routes that exist from those that were only counted once: their series end with them. */
export class RouteSeriesList {
  readonly #link: Pick<SupervisorLink, 'counters' | 'keepCounters'>;
  readonly #keysOfHost = new WeakMap<VirtualHost, readonly string[]>();
  #loadBalancers: Described['loadBalancers'] | undefined;
  /** Undefined until it is known what exists. */
  #existing: ReadonlySet<string> | undefined;
  #mostRoutes: number | undefined;

  constructor(link: Pick<SupervisorLink, 'counters' | 'keepCounters'>) {
    this.#link = link;
  }

  /** The routes with series now. */
  list(described: Described): readonly RouteSeries[] {
    this.#look(described);
    const series: RouteSeries[] = [];
    for (const [key, totals] of this.#link.counters().routes) {
      if (this.#exists(key)) series.push({ labels: routeLabels(key), totals });
    }
    return series;
  }

  /** Has the sums of routes that are gone dropped, so that others find room. */
  prune(described: Described, mostRoutes: number): void {
    this.#look(described);
    const gone = [...this.#link.counters().routes.keys()].filter((key) => !this.#exists(key));
    if (gone.length === 0 && mostRoutes === this.#mostRoutes) return;
    this.#mostRoutes = mostRoutes;
    this.#link.keepCounters(mostRoutes, gone);
  }

  #exists(key: string): boolean {
    return this.#existing === undefined || this.#existing.has(key);
  }

  /** While a load balancer is not in force the routes it had before go on. */
  #look({ answers, loadBalancers, settled }: Described): void {
    if (!settled || loadBalancers === this.#loadBalancers) return;
    if (!answers.every(({ programmed }) => programmed)) return;
    this.#loadBalancers = loadBalancers;
    const existing = new Set(sums);
    for (const { routing } of loadBalancers) {
      for (const host of routing.hosts) for (const key of this.#keys(host)) existing.add(key);
      if (routing.fallback !== undefined) existing.add(routeKey(labelsOfRoute('', routing.fallback)));
    }
    this.#existing = existing;
  }

  #keys(host: VirtualHost): readonly string[] {
    const known = this.#keysOfHost.get(host);
    if (known !== undefined) return known;
    const keys = host.routes.map((route) => routeKey(labelsOfRoute(host.host, route)));
    this.#keysOfHost.set(host, keys);
    return keys;
  }
}
