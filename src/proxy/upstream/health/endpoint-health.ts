import type { UpstreamFailure } from '../../forward/upstream.ts';
import type { Deadlines, Expirable } from '../../listener/deadlines.ts';
import type { EndpointReports, EndpointRuntime } from '../endpoint-runtime.ts';
import { availableEndpoints, type Trouble } from './available-endpoints.ts';
import type { EjectionSettings } from './ejection-settings.ts';

/** How long an endpoint is avoided that took no connection, in milliseconds, where there is another one. */
const avoidedFor = 1000;
/** Milliseconds without an ejection that make the next one shorter by a step. */
const calm = 10_000;

/** What is known of an endpoint that failed. Moments are milliseconds of the clock; 0 for none. */
interface Standing {
  /** Failures since the last success. */
  failures: number;
  avoidedUntil: number;
  ejectedAt: number;
  ejectedUntil: number;
  /** Ejections that are not yet forgotten. */
  times: number;
  calmSince: number;
  /** Active checks say that it does not work. */
  unhealthy: boolean;
}

/** How {@link EndpointHealth} reads the time, and whom it tells. */
export interface HealthOptions {
  /** That of {@link Deadlines}. */
  readonly clock?: () => number;
  readonly onEjected?: () => void;
}

/**
 * How the endpoints of a worker do, by what became of requests and of active checks. What is known stays with an endpoint
 * as long as a backend has it; of endpoints that do well nothing is kept.
 */
export class EndpointHealth implements EndpointReports, Expirable {
  deadline: number = Number.POSITIVE_INFINITY;
  readonly #clock: () => number;
  readonly #onEjected: () => void;
  readonly #standings = new Map<EndpointRuntime, Standing>();
  #settings: EjectionSettings;

  constructor(settings: EjectionSettings, deadlines: Pick<Deadlines, 'add'>, options: HealthOptions = {}) {
    const { clock = () => performance.now(), onEjected = () => {} } = options;
    this.#settings = settings;
    this.#clock = clock;
    this.#onEjected = onEjected;
    deadlines.add(this);
  }

  get settings(): EjectionSettings {
    return this.#settings;
  }

  /** Takes others; those in place stay. */
  set settings(settings: EjectionSettings) {
    if (settings === this.#settings) return;
    this.#settings = settings;
    for (const endpoint of this.#standings.keys()) refresh(endpoint);
  }

  /** Of the endpoints of a backend, those that may take requests. */
  available(endpoints: readonly EndpointRuntime[]): readonly EndpointRuntime[] {
    if (this.#standings.size === 0) return endpoints;
    const now = this.#clock();
    return availableEndpoints(endpoints, (endpoint) => this.#troubleOf(endpoint, now), this.#settings);
  }

  answered(endpoint: EndpointRuntime, status: number): void {
    if (status >= 502 && status <= 504 && this.#settings.onStatus) return this.#fail(endpoint, false);
    if (this.#standings.size === 0) return;
    const standing = this.#standings.get(endpoint);
    if (standing !== undefined) standing.failures = 0;
  }

  failed(endpoint: EndpointRuntime, failure: UpstreamFailure): void {
    if (failure !== 'overloaded') this.#fail(endpoint, failure === 'connect-failed');
  }

  /** Takes the verdict of active checks. */
  checked(endpoint: EndpointRuntime, healthy: boolean): void {
    const standing = this.#standings.get(endpoint) ?? (healthy ? undefined : this.#begin(endpoint));
    if (standing === undefined || standing.unhealthy !== healthy) return;
    standing.unhealthy = !healthy;
    refresh(endpoint);
  }

  /** The endpoints that are ejected or found not to work, by key, with the milliseconds until they are tried again; -1 where only a check can tell. */
  troubled(): ReadonlyMap<string, number> {
    const now = this.#clock();
    const found = new Map<string, number>();
    for (const [{ key }, { ejectedUntil, unhealthy }] of this.#standings) {
      if (unhealthy) found.set(key, -1);
      else if (ejectedUntil > now) found.set(key, ejectedUntil - now);
    }
    return found;
  }

  onDeadline(): void {
    const now = this.#clock();
    for (const [endpoint, standing] of this.#standings) {
      const over = settle(standing, now);
      if (endpoint.backends.length === 0 || isClean(standing)) this.#standings.delete(endpoint);
      if (over) refresh(endpoint);
    }
    this.#schedule(now);
  }

  #fail(endpoint: EndpointRuntime, refused: boolean): void {
    // It leaves already: nobody will be sent there.
    if (endpoint.backends.length === 0) return;
    const now = this.#clock();
    const standing = this.#standings.get(endpoint) ?? this.#begin(endpoint);
    standing.failures += 1;
    if (refused) standing.avoidedUntil = now + avoidedFor;
    const ejects = this.#ejects(standing);
    if (ejects) this.#eject(standing, now);
    if (!refused && !ejects) return;
    this.#schedule(now);
    refresh(endpoint);
  }

  #ejects({ failures, ejectedUntil }: Standing): boolean {
    const most = this.#settings.failures;
    return most > 0 && failures >= most && ejectedUntil === 0;
  }

  #eject(standing: Standing, now: number): void {
    const { time, mostTime } = this.#settings;
    standing.times += 1;
    standing.failures = 0;
    standing.ejectedAt = now;
    standing.ejectedUntil = now + Math.min(mostTime, time * standing.times);
    this.#onEjected();
  }

  #begin(endpoint: EndpointRuntime): Standing {
    const standing = {
      ...{ failures: 0, avoidedUntil: 0, ejectedAt: 0, ejectedUntil: 0, times: 0, calmSince: 0 },
      unhealthy: false,
    };
    this.#standings.set(endpoint, standing);
    this.#schedule(this.#clock());
    return standing;
  }

  #troubleOf(endpoint: EndpointRuntime, now: number): Trouble | undefined {
    const standing = this.#standings.get(endpoint);
    if (standing === undefined) return undefined;
    if (standing.unhealthy) return { kind: 'unhealthy' };
    if (standing.ejectedUntil > now) return { kind: 'ejected', since: standing.ejectedAt };
    return standing.avoidedUntil > now ? { kind: 'avoided' } : undefined;
  }

  /** The next moment at which the passing of time changes anything. */
  #schedule(now: number): void {
    let next = this.#standings.size === 0 ? Number.POSITIVE_INFINITY : now + calm;
    for (const { avoidedUntil, ejectedUntil } of this.#standings.values()) {
      if (avoidedUntil > 0) next = Math.min(next, avoidedUntil);
      if (ejectedUntil > 0) next = Math.min(next, ejectedUntil);
    }
    this.deadline = next;
  }
}

/** Ends what is over; true where the endpoint may take requests again because of it. */
function settle(standing: Standing, now: number): boolean {
  let over = false;
  if (standing.avoidedUntil > 0 && standing.avoidedUntil <= now) {
    standing.avoidedUntil = 0;
    over = true;
  }
  if (standing.ejectedUntil > 0 && standing.ejectedUntil <= now) {
    standing.ejectedUntil = 0;
    standing.failures = 0;
    standing.calmSince = now;
    over = true;
  }
  if (standing.times > 0 && standing.ejectedUntil === 0 && now - standing.calmSince >= calm) {
    standing.times -= 1;
    standing.calmSince = now;
  }
  return over;
}

function isClean({ failures, avoidedUntil, ejectedUntil, times, unhealthy }: Standing): boolean {
  return failures === 0 && avoidedUntil === 0 && ejectedUntil === 0 && times === 0 && !unhealthy;
}

function refresh({ backends }: EndpointRuntime): void {
  for (const backend of backends) backend.refresh();
}
