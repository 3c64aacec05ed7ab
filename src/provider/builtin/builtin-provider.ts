import { randomBytes } from 'node:crypto';
import type { Clock, Logger } from '../../base/index.ts';
import {
  type BackendEndpoints,
  type InstanceFacts,
  type KeyLookup,
  managedLoadBalancerId,
} from '../../model/index.ts';
import {
  type ConfigChannel,
  type DataPlaneSettings,
  type EncodedPart,
  encodePart,
} from '../../proxy/index.ts';
import { type FakeCertificate, loadFakeCertificate } from '../fake-certificate.ts';
import type { DesiredState, LoadBalancerProvider, Plan, ProviderReport } from '../load-balancer-provider.ts';
import type { AddressPools } from './address-pool.ts';
import { loadAffinityKey } from './affinity-key.ts';
import { applyPlan } from './apply-plan.ts';
import { planBuiltin } from './builtin-plan.ts';
import { EndpointSync } from './endpoint-sync.ts';
import { HeldPartsCopy } from './held-parts.ts';
import { instanceFacts } from './instance-record.ts';
import type { InstanceStore } from './instance-store.ts';
import { type BindPorts, ListenerStates } from './listener-states.ts';
import type { BuiltinActual, BuiltinOperation } from './operations.ts';
import { PartMaker } from './wanted-parts.ts';

const TICKET_KEY_LIFE_MS = 12 * 3_600_000;

/** What the builtin provider is built from. */
export interface BuiltinProviderOptions {
  readonly store: InstanceStore;
  readonly channel: ConfigChannel;
  readonly pools: AddressPools;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long an instance we made waits, unused, to be deleted. Default 60,000. */
  readonly releaseDelayMs?: number;
  /** True: instances we made are never deleted. */
  readonly retain?: boolean;
  /**
   * Ports to bind for 80 and 443. By default 80 and 443 themselves or, where the operating system forbids them
   * (EACCES), 8080 and 8443.
   */
  readonly ports?: BindPorts;
  /** Where the keys of the fake certificate and of affinity cookies are kept; absent: in memory only. */
  readonly keysFolder?: string;
  /** The VPC of the cluster, where it is known. */
  readonly vpcId?: string;
  /** How soon what failed is tried again. Default 2,000. */
  readonly retryMs?: number;
  /** What the workers go by; absent: their own defaults. */
  readonly dataPlane?: DataPlaneSettings;
}

/** The provider that serves load balancers with Sluice's own workers, on addresses of this machine. */
export interface BuiltinProvider extends LoadBalancerProvider<BuiltinActual, BuiltinOperation> {
  /** In force with the next plan, which it asks for. */
  change(options: Pick<BuiltinProviderOptions, 'dataPlane' | 'releaseDelayMs' | 'retain'>): void;
}

export function builtinProvider(options: BuiltinProviderOptions): BuiltinProvider {
  return new WorkerProvider(options);
}

interface Ground {
  readonly held: HeldPartsCopy;
  readonly fake: FakeCertificate;
  readonly affinityKey: EncodedPart;
}

class WorkerProvider implements BuiltinProvider {
  #options: BuiltinProviderOptions;
  #settings: EncodedPart | undefined;
  readonly #listeners: ListenerStates;
  readonly #endpoints: EndpointSync;
  readonly #maker = new PartMaker();
  readonly #inventory: Promise<ReadonlyMap<string, string>>;
  readonly #onChange = new Set<() => void>();
  readonly #stopWatching: () => void;
  readonly #ticketTimer: NodeJS.Timeout;
  #retryTimer: NodeJS.Timeout | undefined;
  #ground: Promise<Ground> | undefined;
  #ticketKeysDue = false;
  #closed = false;

  constructor(options: BuiltinProviderOptions) {
    const { channel, logger, ports = {}, retryMs = 2000, store } = options;
    this.#options = options;
    this.#settings = encodeSettings(options);
    this.#listeners = new ListenerStates(ports, logger);
    this.#inventory = channel.inventory();
    this.#endpoints = new EndpointSync(channel, this.#inventory, logger, retryMs);
    this.#stopWatching = store.onChange(() => this.#notify());
    this.#ticketTimer = setInterval(() => {
      this.#ticketKeysDue = true;
      this.#notify();
    }, TICKET_KEY_LIFE_MS);
    this.#ticketTimer.unref();
  }

  observe(ids: readonly string[]): Promise<readonly InstanceFacts[]> {
    const asked = new Set(ids);
    const records = this.#options.store.list().filter(({ id, managed }) => managed || asked.has(id));
    return Promise.resolve(records.map(instanceFacts));
  }

  async actual(_ids: readonly string[], now: number): Promise<BuiltinActual> {
    const { store, pools, releaseDelayMs = 60_000, retain = false, vpcId } = this.#options;
    const { held, fake } = await this.#stand();
    return {
      now,
      instances: store.list(),
      held,
      staleEndpoints: await this.#endpoints.countStale(),
      openListeners: this.#listeners.open,
      pools,
      choosePort: (listenerPort, current) => this.#listeners.choosePort(listenerPort, current),
      fakeCertificate: fake.id,
      releaseDelayMs,
      retain,
      ...(vpcId === undefined ? {} : { vpcId }),
    };
  }

  plan(desired: DesiredState, actual: BuiltinActual): Plan<BuiltinOperation> {
    this.#maker.keepOnly(new Set([managedLoadBalancerId, ...desired.loadBalancers.map(({ id }) => id)]));
    return planBuiltin(desired, actual, this.#maker);
  }

  async apply(
    plan: Plan<BuiltinOperation>,
    keys: KeyLookup,
    signal: AbortSignal,
  ): Promise<readonly ProviderReport[]> {
    const { store, channel, logger } = this.#options;
    const ground = await this.#stand();
    const { held, fake } = ground;
    const extra = this.#commonParts(ground);
    clearTimeout(this.#retryTimer);
    try {
      const context = { store, channel, held, listeners: this.#listeners, fake, logger, extra };
      const { reports, retry } = await applyPlan(plan, keys, signal, context);
      if (held.hasTicketKeys) this.#ticketKeysDue = false;
      if (plan.operations.some(({ kind }) => kind === 'remove-endpoints')) this.#endpoints.dropStale();
      if (retry) this.#retryLater();
      return reports;
    } catch (error) {
      if (!signal.aborted) this.#retryLater();
      throw error;
    }
  }

  change(options: Pick<BuiltinProviderOptions, 'dataPlane' | 'releaseDelayMs' | 'retain'>): void {
    this.#options = { ...this.#options, ...options };
    this.#settings = encodeSettings(this.#options);
    this.#notify();
  }

  setEndpoints(changed: readonly BackendEndpoints[], removed: readonly string[]): void {
    this.#endpoints.set(changed, removed);
  }

  endpointsProgrammed(): Promise<void> {
    return this.#endpoints.settled();
  }

  onChange(listener: () => void): void {
    this.#onChange.add(listener);
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#stopWatching();
    clearTimeout(this.#retryTimer);
    clearInterval(this.#ticketTimer);
    this.#endpoints.close();
    return Promise.resolve();
  }

  /** What has to be known before anything can be planned. */
  #stand(): Promise<Ground> {
    this.#ground ??= this.#find().catch((error: unknown) => {
      this.#ground = undefined;
      throw error;
    });
    return this.#ground;
  }

  async #find(): Promise<Ground> {
    const { keysFolder, clock } = this.#options;
    const [inventory, fake, key] = await Promise.all([
      this.#inventory,
      loadFakeCertificate(keysFolder, clock),
      loadAffinityKey(keysFolder),
    ]);
    const affinityKey = encodePart({ kind: 'affinity-key', key });
    return { held: new HeldPartsCopy(inventory), fake, affinityKey };
  }

  /** What belongs to no load balancer and is to be sent. */
  #commonParts({ held, affinityKey }: Ground): readonly EncodedPart[] {
    const settings = this.#settings;
    return [
      ...(this.#ticketKeysDue || !held.hasTicketKeys ? [newTicketKeys()] : []),
      ...(settings === undefined || settings.hash === held.settingsHash ? [] : [settings]),
      ...(affinityKey.hash === held.affinityHash ? [] : [affinityKey]),
    ];
  }

  #retryLater(): void {
    if (this.#closed) return;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.#notify(), this.#options.retryMs ?? 2000);
  }

  #notify(): void {
    if (this.#closed) return;
    for (const listener of this.#onChange) listener();
  }
}

function encodeSettings({ dataPlane }: BuiltinProviderOptions): EncodedPart | undefined {
  return dataPlane === undefined ? undefined : encodePart({ kind: 'settings', settings: dataPlane });
}

function newTicketKeys(): EncodedPart {
  return encodePart({ kind: 'ticket-keys', keys: randomBytes(48).toString('base64') });
}
