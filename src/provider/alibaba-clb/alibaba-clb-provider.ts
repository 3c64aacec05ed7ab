import type { Clock, Logger } from '../../base/index.ts';
import type { BackendEndpoints, InstanceFacts, KeyLookup } from '../../model/index.ts';
import { type FakeCertificate, loadFakeCertificate } from '../fake-certificate.ts';
import type { DesiredState, LoadBalancerProvider, Plan, ProviderReport } from '../load-balancer-provider.ts';
import type { ClbApi, EcsApi } from './api/clb-api.ts';
import type { ClbSettings } from './clb-settings.ts';
import { createEndpointBook, type EndpointBook } from './endpoints/endpoint-book.ts';
import { type Burst, createEndpointSync, type EndpointSync } from './endpoints/endpoint-sync.ts';
import { applyPlan } from './execute/apply-plan.ts';
import { CertificateUploads } from './execute/certificate-uploads.ts';
import { FailureBook } from './execute/failure-book.ts';
import { GroupShares } from './execute/group-shares.ts';
import { holdUnread } from './execute/hold-unread.ts';
import { createInstanceQueue } from './execute/instance-queue.ts';
import { lendMembers } from './execute/lend-members.ts';
import { MemberWatch } from './execute/member-watch.ts';
import { type Paces, Retries } from './execute/retries.ts';
import { unresolvedEndpoints } from './execute/unresolved-endpoints.ts';
import { emptyBackend } from './names.ts';
import type { ClbActual } from './plan/clb-actual.ts';
import { instanceFacts } from './plan/instance-facts.ts';
import type { ClbOperation } from './plan/operations.ts';
import { planClb } from './plan/plan-clb.ts';
import { groupMembers } from './world/group-members.ts';
import { readIdleSince } from './world/idle-since.ts';
import { observeFacts } from './world/observe-facts.ts';
import { settleListeners } from './world/settle-listeners.ts';
import { WorldCache } from './world/world-cache.ts';

/** What the Alibaba CLB provider is built from. */
export interface AlibabaClbProviderOptions {
  readonly api: ClbApi;
  readonly ecs: EcsApi;
  readonly settings: ClbSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the key of the fake certificate is kept; absent: in memory only, so that each start uploads another. */
  readonly keysFolder?: string;
  /** How soon what failed is tried again. */
  readonly paces?: Paces;
  /** How long endpoint changes are collected before they are answered. */
  readonly burst?: Burst;
}

/** {@link ClbActual}, and what of it could not be read. */
export interface AlibabaClbActual extends ClbActual {
  /** Why, as `WorldCache.unread` has it. */
  readonly unread: ReadonlyMap<string, unknown>;
}

/** The provider that serves load balancers with Alibaba Cloud's CLB instances. */
export interface AlibabaClbProvider extends LoadBalancerProvider<AlibabaClbActual, ClbOperation> {
  /**
   * In force with the next plan, which it asks for. Region, cluster and VPC stay: everything is known by them.
   */
  change(settings: ClbSettings): void;
  /** The instances as known from what was read and done, without a call: those made by Sluice and those it uses. */
  instances(): readonly InstanceFacts[];
}

/** Makes the provider. It calls nothing before it is asked. */
export function alibabaClbProvider(options: AlibabaClbProviderOptions): AlibabaClbProvider {
  return new CloudProvider(options);
}

class CloudProvider implements AlibabaClbProvider {
  readonly #options: AlibabaClbProviderOptions;
  readonly #queue = createInstanceQueue();
  readonly #retries: Retries;
  readonly #failures: FailureBook;
  readonly #cache: WorldCache;
  readonly #book: EndpointBook;
  readonly #lending: ClbApi;
  readonly #shares = new GroupShares();
  readonly #members: EndpointSync;
  readonly #watch: MemberWatch;
  readonly #onChange = new Set<() => void>();
  /** Instances that Ingresses name and that cannot be used: found usable later, they are taken. */
  #refused: ReadonlySet<string> = new Set();
  #settings: ClbSettings;
  #fake: Promise<FakeCertificate> | undefined;
  #resync: NodeJS.Timeout;
  #applies = false;
  #closed = false;

  constructor(options: AlibabaClbProviderOptions) {
    const { api, ecs, settings, clock, logger, paces, burst } = options;
    const { clusterId, vpcId } = settings;
    const pacing = paces === undefined ? {} : { paces };
    this.#options = options;
    this.#settings = settings;
    this.#retries = new Retries({ clock, onDue: () => this.#notify(), ...pacing });
    this.#failures = new FailureBook(this.#retries);
    const queue = this.#queue;
    this.#cache = new WorldCache({ api, clusterId, queue, retries: this.#retries, logger });
    this.#book = createEndpointBook({ ecs, vpcId, clock, logger });
    // The group without servers is kept so.
    this.#book.set([{ backend: emptyBackend, endpoints: [] }], []);
    this.#lending = lendMembers({
      api,
      cache: this.#cache,
      anyMember: () =>
        [...this.#book.groups().values()].find(({ backends }) => backends.length > 0)?.backends[0],
    });
    const groups = groupMembers(this.#cache, clusterId, {
      share: (loadBalancer, group) => this.#shares.of(loadBalancer, group),
      onGone: () => this.#notify(),
      onMembers: () => this.#watch.look(),
    });
    const common = { api, clock, logger, queue, ...pacing };
    this.#members = createEndpointSync({
      ...common,
      book: this.#book,
      groups,
      settings: () => this.#settings,
      ...(burst === undefined ? {} : { burst }),
    });
    this.#watch = new MemberWatch({
      members: this.#members,
      book: this.#book,
      cache: this.#cache,
      onOther: () => this.#notify(),
    });
    this.#resync = this.#startResync();
  }

  observe(ids: readonly string[]): Promise<readonly InstanceFacts[]> {
    const { clusterId } = this.#settings;
    return observeFacts({ api: this.#options.api, clusterId }, ids);
  }

  instances(): readonly InstanceFacts[] {
    const { clusterId } = this.#settings;
    return [...this.#cache.world.instances.values()].map((instance) => instanceFacts(instance, clusterId));
  }

  async actual(ids: readonly string[], now: number): Promise<AlibabaClbActual> {
    for (const id of this.#refused) if (!this.#retries.waits(watchKey(id))) this.#cache.ageInstance(id);
    const [fake, read] = await Promise.all([
      this.#findFake(),
      this.#cache.refresh(ids),
      this.#book.resolve(),
    ]);
    await this.#settleListeners();
    // Members are compared anew: someone else may have changed them.
    if (read) this.#touchMembers();
    const { world, generation, vanished, unread } = this.#cache;
    return {
      now,
      settings: this.#settings,
      world,
      backends: this.#book.groups(),
      fakeCertificate: fake.id,
      idleSince: readIdleSince(world.instances, this.#settings.clusterId),
      generation,
      vanished: new Set(vanished),
      unread: new Map(unread),
    };
  }

  plan(desired: DesiredState, actual: AlibabaClbActual): Plan<ClbOperation> {
    this.#watch.planned(actual.backends);
    const plan = planClb(desired, actual);
    const balancers = new Map(desired.loadBalancers.map((balancer) => [balancer.id, balancer]));
    const operations = plan.operations.map((step) => {
      const balancer = step.kind === 'serve' ? balancers.get(step.loadBalancer) : undefined;
      if (step.kind !== 'serve' || balancer === undefined) return step;
      const unresolved = unresolvedEndpoints(balancer, actual.backends);
      return unresolved.length === 0 ? step : { ...step, problems: [...step.problems, ...unresolved] };
    });
    return holdUnread({ ...plan, operations }, desired, actual.unread);
  }

  async apply(
    plan: Plan<ClbOperation>,
    keys: KeyLookup,
    signal: AbortSignal,
  ): Promise<readonly ProviderReport[]> {
    const { api, clock, logger } = this.#options;
    const cache = this.#cache;
    const { clusterId } = this.#settings;
    const first = !this.#applies;
    this.#applies = true;
    const shared = this.#shares.take(plan);
    const fake = await this.#findFake();
    const uploads = new CertificateUploads(plan.operations, { api, cache, clusterId, keys, fake });
    const reports = await applyPlan(plan, signal, {
      api: this.#lending,
      cache,
      clock,
      logger,
      settings: this.#settings,
      queue: this.#queue,
      failures: this.#failures,
      certificate: (name) => uploads.id(name),
      fakeCertificate: () => uploads.fake(),
      settleListeners: () => this.#settleListeners(),
      memberProblems: (instanceId) => this.#members.problems(instanceId),
    });
    // Endpoints may have changed while their group was made.
    const grown = plan.operations.some(({ kind }) => kind === 'create-server-group');
    if (first || grown || shared) this.#touchMembers();
    this.#watchRefused(plan);
    this.#watch.reported();
    return reports;
  }

  change(settings: ClbSettings): void {
    this.#settings = settings;
    clearInterval(this.#resync);
    this.#resync = this.#startResync();
    this.#failures.clear();
    this.#notify();
  }

  setEndpoints(changed: readonly BackendEndpoints[], removed: readonly string[]): void {
    this.#book.set(changed, removed);
    // On a full instance they have to be divided anew.
    if (this.#shares.divides) this.#notify();
    this.#touchMembers();
    this.#watch.look();
  }

  endpointsProgrammed(): Promise<void> {
    return this.#members.settled();
  }

  onChange(listener: () => void): void {
    this.#onChange.add(listener);
  }

  close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#resync);
    this.#retries.close();
    this.#members.close();
    return Promise.resolve();
  }

  #findFake(): Promise<FakeCertificate> {
    const { keysFolder, clock } = this.#options;
    // CLB documents ECDSA keys for one region only.
    this.#fake ??= loadFakeCertificate(keysFolder, clock, 'rsa').catch((error: unknown) => {
      this.#fake = undefined;
      throw error;
    });
    return this.#fake;
  }

  /** An address is told when its listeners run, and that takes them a moment. */
  async #settleListeners(): Promise<void> {
    const key = 'settle listeners';
    if (this.#retries.waits(key)) return;
    const reader = { api: this.#options.api, clusterId: this.#settings.clusterId };
    if (await settleListeners(reader, this.#cache)) this.#retries.succeeded(key);
    else this.#retries.failed(key, 'soon');
  }

  #startResync(): NodeJS.Timeout {
    return setInterval(() => {
      this.#cache.age();
      this.#notify();
    }, this.#settings.resyncMs).unref();
  }

  #watchRefused({ operations }: Plan<ClbOperation>): void {
    const refused = operations.flatMap((step) =>
      step.kind === 'refuse' ? [step.instance ?? step.loadBalancer] : [],
    );
    this.#refused = new Set(refused);
    for (const id of refused)
      if (!this.#retries.waits(watchKey(id))) this.#retries.failed(watchKey(id), 'watch');
  }

  /** Nothing is changed on behalf of someone who only asks for a plan. */
  #touchMembers(): void {
    if (this.#applies) this.#members.touch();
  }

  #notify(): void {
    if (this.#closed) return;
    for (const listener of this.#onChange) listener();
  }
}

function watchKey(instanceId: string): string {
  return `watch ${instanceId}`;
}
