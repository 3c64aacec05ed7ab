import type { Endpoint, ObjectRef, Route, WeightedBackend } from '../../model/index.ts';
import type { RouteCounters } from '../../telemetry/index.ts';
import type { Decision, EndpointPicker, RouteRuntime } from '../forward/forwarding.ts';
import type { BackendRuntime } from '../upstream/backend-endpoints.ts';

/** A route of the configuration in force: what it does, and its counters. Counters outlive a change of the route. */
export class ProgrammedRoute implements RouteRuntime {
  readonly origin: ObjectRef;
  readonly #route: Route;
  readonly #picker: EndpointPicker | undefined;
  readonly #countersOf: () => RouteCounters;
  /** Looked up when the first request comes: most routes of a large table never see one. */
  #counters: RouteCounters | undefined;

  constructor(route: Route, countersOf: () => RouteCounters, backend: (id: string) => BackendRuntime) {
    this.origin = route.origin;
    this.#route = route;
    this.#countersOf = countersOf;
    this.#picker = route.action.kind === 'forward' ? pickerFor(route.action.backends, backend) : undefined;
  }

  count(status: number, requestBytes: number, responseBytes: number, durationMs: number): void {
    this.#counters ??= this.#countersOf();
    this.#counters.count(status, requestBytes, responseBytes, durationMs);
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

function pickerFor(
  backends: readonly WeightedBackend[],
  backend: (id: string) => BackendRuntime,
): EndpointPicker | undefined {
  const [only, another] = backends;
  if (only === undefined) return undefined;
  return another === undefined ? backend(only.backend) : new WeightedPicker(backends, backend);
}

/** Shares requests among backends by weight, then among the endpoints of the one drawn. */
class WeightedPicker implements EndpointPicker {
  readonly #shares: readonly { readonly upTo: number; readonly picker: EndpointPicker }[];
  readonly #sum: number;

  constructor(backends: readonly WeightedBackend[], backend: (id: string) => BackendRuntime) {
    let sum = 0;
    this.#shares = backends.map((entry) => {
      sum += entry.weight;
      return { upTo: sum, picker: backend(entry.backend) };
    });
    this.#sum = sum;
  }

  pick(tried: readonly Endpoint[]): Endpoint | undefined {
    const drawn = Math.random() * this.#sum;
    return this.#shares.find((share) => drawn < share.upTo)?.picker.pick(tried);
  }
}
