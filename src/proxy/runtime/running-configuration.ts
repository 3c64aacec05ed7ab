import { randomBytes } from 'node:crypto';
import type { Endpoint } from '../../model/index.ts';
import type {
  AffinityKeyPart,
  CertificatePart,
  EndpointsPart,
  FallbackPart,
  HostPart,
  ListenerPart,
  Part,
  ServerNamePart,
  SettingsPart,
  TicketKeysPart,
} from '../config/index.ts';
import { partKey } from '../config/index.ts';
import type { DataPlaneUpdate } from '../process/data-plane.ts';
import { compileHost } from '../router/index.ts';
import { CertificateStore, type StoredCertificate } from '../tls/index.ts';
import { BackendRuntime } from '../upstream/backend-endpoints.ts';
import { EndpointTable } from '../upstream/endpoint-table.ts';
import type { EndpointHealth } from '../upstream/health/endpoint-health.ts';
import type { HealthChecks } from '../upstream/health/health-checks.ts';
import { EndpointTokens } from '../upstream/selection/endpoint-tokens.ts';
import type { SelectionContext } from '../upstream/selection/picker-for-route.ts';
import { checkedBackends } from './checked-backends.ts';
import type { DataPlaneCounters } from './data-plane-counters.ts';
import type { DataPlaneSettings } from './data-plane-settings.ts';
import type { ListenerSettings } from './listener-runtime.ts';
import { ProgrammedRoute } from './route-runtime.ts';
import { TableRuntime } from './table-runtime.ts';

/** A change that has been checked and only waits to be put in force; it cannot fail. */
type Commit = () => void;

type FindCertificate = (id: string) => StoredCertificate;

/**
 * The configuration in force in a worker. An update is built aside first: if any part of it is bad it is refused as a
 * whole and nothing has changed; then it is put in force at once, between two requests.
 */
export class RunningConfiguration {
  readonly #counters: DataPlaneCounters;
  readonly #parts = new Map<string, Part>();
  readonly #tables = new Map<string, TableRuntime>();
  readonly #backends = new Map<string, BackendRuntime>();
  readonly #certificates = new CertificateStore();
  readonly #listeners = new Map<string, ListenerPart>();
  readonly #health: EndpointHealth;
  readonly #checks: HealthChecks;
  readonly #endpoints: EndpointTable;
  readonly #tokens = new EndpointTokens();
  readonly #selection: SelectionContext = { tokens: this.#tokens, backend: (id) => this.#backend(id) };
  #ticketKeys: Buffer | undefined;
  readonly #initial: DataPlaneSettings;
  #settings: DataPlaneSettings;

  constructor(
    counters: DataPlaneCounters,
    initial: DataPlaneSettings,
    health: EndpointHealth,
    checks: HealthChecks,
  ) {
    this.#counters = counters;
    this.#checks = checks;
    this.#health = health;
    this.#endpoints = new EndpointTable(health);
    this.#initial = initial;
    this.#settings = initial;
  }

  /** Those in force: one object, replaced as a whole. */
  get settings(): DataPlaneSettings {
    return this.#settings;
  }

  /** Answers with the keys of endpoints that no backend has any more. @throws Error when a part is bad: nothing has changed then. */
  apply(update: DataPlaneUpdate): readonly string[] {
    const gone = this.#goneParts(update);
    const find = this.#certificateFinder(update.set, new Set(gone.keys()));
    const commits = update.set.map((part) => this.#prepare(part, find));
    for (const commit of commits) commit();
    for (const [key, part] of gone) {
      this.#remove(part);
      this.#parts.delete(key);
      this.#checks.ask(key, []);
    }
    for (const part of update.set) {
      this.#parts.set(partKey(part), part);
      this.#checks.ask(
        partKey(part),
        checkedBackends(part, (id) => this.#backend(id)),
      );
      if (part.kind === 'listener') this.#listeners.set(part.id, part);
    }
    this.#checks.update([...update.set, ...gone.values()].some(({ kind }) => kind === 'endpoints'));
    return this.#endpoints.takeUnused();
  }

  /** The listeners wanted, with what they serve. */
  listeners(): ListenerSettings[] {
    const parts = [...this.#listeners.values()];
    const secure = parts.filter(({ protocol }) => protocol === 'https');
    const httpsPorts = new Map(secure.map(({ table, publishedPort }) => [table, publishedPort]));
    return parts.map((part) => ({
      part,
      table: this.#table(part.table),
      httpsPort: httpsPorts.get(part.table),
      certificate: this.#certificates.get(part.defaultCertificate ?? ''),
      ticketKeys: this.#ticketKeys,
      handshakeTimeout: this.#settings.handshakeTimeout,
    }));
  }

  #goneParts(update: DataPlaneUpdate): ReadonlyMap<string, Part> {
    const kept = new Set(update.set.map(partKey));
    const keys = update.full ? [...this.#parts.keys()].filter((key) => !kept.has(key)) : update.delete;
    const gone = new Map<string, Part>();
    for (const key of keys) {
      const part = this.#parts.get(key);
      if (part !== undefined) gone.set(key, part);
    }
    return gone;
  }

  /** Builds the certificates of an update; what it finds is known, and stays once the update is in force. */
  #certificateFinder(parts: readonly Part[], gone: ReadonlySet<string>): FindCertificate {
    const built = new Map<string, StoredCertificate>();
    for (const part of parts)
      if (part.kind === 'certificate') built.set(part.id, this.#buildCertificate(part));
    return (id) => {
      const found = built.get(id) ?? (gone.has(`certificate/${id}`) ? undefined : this.#certificates.get(id));
      if (found === undefined) throw new Error(`certificate ${id} is not known`);
      return found;
    };
  }

  /** An id names its content, so a known one needs no second look. */
  #buildCertificate(part: CertificatePart): StoredCertificate {
    const pair = { certificate: part.certificate, key: part.key };
    return this.#certificates.get(part.id) ?? this.#certificates.set(part.id, pair);
  }

  #prepare(part: Part, certificate: FindCertificate): Commit {
    switch (part.kind) {
      case 'host':
        return this.#prepareHost(part);
      case 'fallback':
        return this.#prepareFallback(part);
      case 'endpoints':
        return this.#prepareEndpoints(part);
      case 'server-name':
        return this.#prepareServerName(part, certificate(part.certificate));
      case 'ticket-keys':
        return this.#prepareTicketKeys(part);
      case 'affinity-key':
        return this.#prepareAffinityKey(part);
      case 'listener':
        if (part.protocol === 'https') certificate(part.defaultCertificate ?? '');
        return nothing;
      case 'certificate':
        return nothing;
      case 'settings':
        return this.#prepareSettings(part);
    }
  }

  #prepareHost({ table, virtualHost }: HostPart): Commit {
    const { host } = virtualHost;
    const compiled = compileHost(virtualHost, (route) => {
      const counters = () => this.#counters.ofRoute(host, route);
      return new ProgrammedRoute(route, counters, this.#selection);
    });
    return () => this.#table(table).hosts.set(host, compiled);
  }

  #prepareFallback({ table, route }: FallbackPart): Commit {
    const counters = () => this.#counters.ofRoute('', route);
    const programmed = new ProgrammedRoute(route, counters, this.#selection);
    return () => {
      this.#table(table).fallback = programmed;
    };
  }

  #prepareEndpoints(part: EndpointsPart): Commit {
    return () => this.#setEndpoints(part.backend, part.endpoints);
  }

  #setEndpoints(id: string, endpoints: readonly Endpoint[]): void {
    this.#backend(id).set(endpoints);
  }

  #prepareServerName(part: ServerNamePart, certificate: StoredCertificate): Commit {
    return () => this.#table(part.table).serverNames.set(part.host, certificate);
  }

  #prepareTicketKeys(part: TicketKeysPart): Commit {
    const keys = Buffer.from(part.keys, 'base64');
    if (keys.length !== 48) throw new Error('ticket keys are not 48 bytes');
    return () => {
      this.#ticketKeys = keys;
    };
  }

  #prepareAffinityKey(part: AffinityKeyPart): Commit {
    const key = Buffer.from(part.key, 'base64');
    return () => this.#tokens.setKey(key);
  }

  #prepareSettings({ settings }: SettingsPart): Commit {
    return () => {
      this.#settings = settings;
    };
  }

  #remove(part: Part): void {
    switch (part.kind) {
      case 'certificate':
        return this.#certificates.delete(part.id);
      case 'host':
        return this.#table(part.table).hosts.delete(part.virtualHost.host);
      case 'fallback':
        this.#table(part.table).fallback = undefined;
        return;
      case 'endpoints':
        return this.#setEndpoints(part.backend, []);
      case 'server-name':
        return this.#table(part.table).serverNames.delete(part.host);
      case 'ticket-keys':
        this.#ticketKeys = undefined;
        return;
      case 'affinity-key':
        return this.#tokens.setKey(randomBytes(32));
      case 'listener':
        this.#listeners.delete(part.id);
        return;
      case 'settings':
        this.#settings = this.#initial;
        return;
    }
  }

  #table(id: string): TableRuntime {
    const known = this.#tables.get(id);
    if (known !== undefined) return known;
    const table = new TableRuntime();
    this.#tables.set(id, table);
    return table;
  }

  #backend(id: string): BackendRuntime {
    const known = this.#backends.get(id);
    if (known !== undefined) return known;
    const backend = new BackendRuntime(this.#endpoints, (endpoints) => this.#health.available(endpoints));
    this.#backends.set(id, backend);
    return backend;
  }
}

/** For parts that are in force as soon as they are known: listeners and certificates are used by reference. */
function nothing(): void {}
