import type { HealthCheckPolicy } from '../../../features/policies.ts';
import type { Connector } from '../../forward/upstream.ts';
import type { Deadlines, Expirable } from '../../listener/deadlines.ts';
import type { BackendRuntime } from '../backend-endpoints.ts';
import type { EndpointRuntime } from '../endpoint-runtime.ts';
import { EndpointCheck } from './endpoint-check.ts';
import type { EndpointHealth } from './endpoint-health.ts';

/** A backend whose endpoints are to be checked. */
export interface CheckedBackend {
  readonly backend: BackendRuntime;
  readonly policy: HealthCheckPolicy;
}

/** Endpoints that one worker checks. */
const mostChecked = 1000;
/** Checks that begin at one tick of the deadlines; the rest begin with the next. */
const mostAtOnce = 64;

/**
 * The active checks of a worker. Every worker checks for itself: what a backend answers is parsed where no key and no
 * account is, and a worker that cannot reach an endpoint does not send requests there, whatever the others see.
 */
export class HealthChecks implements Expirable {
  deadline: number = Number.POSITIVE_INFINITY;
  /** Endpoints that should be checked and are not, because there are too many. */
  unchecked = 0;
  readonly #health: EndpointHealth;
  readonly #connector: Connector;
  readonly #deadlines: Pick<Deadlines, 'add'>;
  readonly #asked = new Map<string, readonly CheckedBackend[]>();
  #checks = new Map<EndpointRuntime, EndpointCheck>();
  #changed = false;

  constructor(health: EndpointHealth, connector: Connector, deadlines: Pick<Deadlines, 'add'>) {
    this.#health = health;
    this.#connector = connector;
    this.#deadlines = deadlines;
  }

  /** What one part of the configuration asks for, in place of what it asked for before; nothing to take it back. */
  ask(part: string, backends: readonly CheckedBackend[]): void {
    if (backends.length > 0) this.#asked.set(part, backends);
    else if (!this.#asked.delete(part)) return;
    this.#changed = true;
  }

  /** Takes up what was asked, and the endpoints as they are now. `endpointsChanged` where those of any backend are others. */
  update(endpointsChanged: boolean): void {
    if (!this.#changed && (!endpointsChanged || this.#asked.size === 0)) return;
    this.#changed = false;
    const wanted = this.#wanted();
    const before = this.#checks;
    this.#checks = new Map();
    for (const [endpoint, policy] of wanted) {
      const known = before.get(endpoint);
      const kept = known !== undefined && isSame(known.policy, policy);
      if (kept) before.delete(endpoint);
      this.#checks.set(endpoint, kept ? known : this.#begin(endpoint, policy));
    }
    for (const [endpoint, check] of before) {
      check.stop();
      this.#health.checked(endpoint, true);
    }
    this.#schedule();
  }

  onDeadline(): void {
    const now = performance.now();
    let started = 0;
    for (const check of this.#checks.values()) {
      if (check.due > now) continue;
      if (started >= mostAtOnce) break;
      started += 1;
      check.due = now + check.policy.interval;
      check.start();
    }
    this.#schedule();
  }

  close(): void {
    for (const check of this.#checks.values()) check.stop();
    this.#checks.clear();
  }

  #wanted(): ReadonlyMap<EndpointRuntime, HealthCheckPolicy> {
    const wanted = new Map<EndpointRuntime, HealthCheckPolicy>();
    const left = new Set<EndpointRuntime>();
    for (const [, backends] of [...this.#asked].sort(([a], [b]) => (a < b ? -1 : 1))) {
      for (const { backend, policy } of backends) {
        for (const endpoint of backend.endpoints) {
          if (wanted.has(endpoint)) continue;
          if (wanted.size < mostChecked) wanted.set(endpoint, policy);
          else left.add(endpoint);
        }
      }
    }
    this.unchecked = left.size;
    return wanted;
  }

  /** The first checks are spread over an interval, so that workers and endpoints do not go in step. */
  #begin(endpoint: EndpointRuntime, policy: HealthCheckPolicy): EndpointCheck {
    const due = performance.now() + Math.random() * policy.interval;
    return new EndpointCheck(endpoint, policy, due, this.#connector, (one, healthy) =>
      this.#health.checked(one, healthy),
    );
  }

  #schedule(): void {
    let next = Number.POSITIVE_INFINITY;
    for (const { due } of this.#checks.values()) next = Math.min(next, due);
    this.deadline = next;
    // Of no cost to those who ask for no checks.
    if (next < Number.POSITIVE_INFINITY) this.#deadlines.add(this);
  }
}

function isSame(a: HealthCheckPolicy, b: HealthCheckPolicy): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
