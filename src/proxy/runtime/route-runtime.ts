import { compileFilters, type Filter } from '../../features/filters.ts';
import type { RetriesPolicy } from '../../features/policies.ts';
import type { ObjectRef, Route } from '../../model/index.ts';
import type { RouteCounters } from '../../telemetry/index.ts';
import type { Decision, EndpointPicker, ExchangeRecord, RouteRuntime } from '../forward/forwarding.ts';
import type { UpstreamTimeouts } from '../forward/upstream.ts';
import { pickerForRoute, type SelectionContext } from '../upstream/selection/picker-for-route.ts';

/** A route of the configuration in force: what it does, and its counters. */
export class ProgrammedRoute implements RouteRuntime {
  readonly origin: ObjectRef;
  readonly service: string | undefined;
  readonly filter: Filter | undefined;
  readonly #route: Route;
  readonly #picker: EndpointPicker | undefined;
  readonly #countersOf: () => RouteCounters;
  /** Made when the first request comes: most routes of a large table never see one. */
  #counters: RouteCounters | undefined;
  #timeouts: UpstreamTimeouts | undefined;
  #timeoutsOver: UpstreamTimeouts | undefined;

  /** Throws SyntaxError for a policy with a pattern that is none. */
  constructor(route: Route, countersOf: () => RouteCounters, selection: SelectionContext) {
    this.origin = route.origin;
    this.service = onlyBackend(route);
    this.filter = route.policies && compileFilters(route.policies);
    this.#route = route;
    this.#countersOf = countersOf;
    const { action, policies = {} } = route;
    if (action.kind === 'forward') this.#picker = pickerForRoute(action.backends, policies, selection);
  }

  count(record: ExchangeRecord): void {
    this.#counters ??= this.#countersOf();
    this.#counters.count(record.request?.method, record);
  }

  get tunnelIdle(): number | undefined {
    return this.#route.policies?.timeouts?.idle;
  }

  get retries(): RetriesPolicy | undefined {
    return this.#route.policies?.retries;
  }

  get maxBodySize(): number | undefined {
    return this.#route.policies?.bodySize?.max;
  }

  /** Access is restricted here: no spelling of a path may lead past it. */
  get guarded(): boolean {
    const { action } = this.#route;
    return action.kind === 'respond' && action.reason === 'AnnotationRefused';
  }

  upstreamTimeouts(ofServer: UpstreamTimeouts): UpstreamTimeouts {
    const own = this.#route.policies?.timeouts;
    if (own === undefined) return ofServer;
    // Made again only when the server's have changed.
    if (this.#timeoutsOver !== ofServer || this.#timeouts === undefined) {
      this.#timeoutsOver = ofServer;
      this.#timeouts = { ...ofServer, ...own };
    }
    return this.#timeouts;
  }

  /** What to do with a request that took this route. */
  decide(path: string): Decision {
    if (this.#picker !== undefined) return { kind: 'forward', route: this, picker: this.#picker, path };
    const { action } = this.#route;
    if (action.kind === 'respond')
      return { kind: 'answer', route: this, status: action.status, reason: action.reason };
    return { kind: 'answer', route: this, status: 503, reason: 'NoReadyEndpoints' };
  }
}

function onlyBackend({ action }: Route): string | undefined {
  if (action.kind !== 'forward' || action.backends.length !== 1) return undefined;
  return action.backends[0]?.backend;
}
