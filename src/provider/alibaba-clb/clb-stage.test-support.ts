import { onTestFinished } from 'vitest';
import {
  type ClbEmulator,
  type ClbEmulatorOptions,
  createClbEmulator,
} from '../../../test/support/clb-emulator/clb-emulator.ts';
import { type Clock, type Logger, silentLogger, systemClock } from '../../base/index.ts';
import type { BackendEndpoints, KeyLookup, LoadBalancer } from '../../model/index.ts';
import type { DesiredState, Plan, ProviderReport } from '../load-balancer-provider.ts';
import { type AlibabaClbProvider, alibabaClbProvider } from './alibaba-clb-provider.ts';
import type { ApiOptions } from './api/api-options.ts';
import { callLimiter } from './api/call-limiter.ts';
import { openClbApi } from './api/open-clb-api.ts';
import { openEcsApi } from './api/open-ecs-api.ts';
import type { ClbSettings } from './clb-settings.ts';
import type { Burst } from './endpoints/endpoint-sync.ts';
import type { Paces } from './execute/retries.ts';
import type { ClbOperation } from './plan/operations.ts';

/** The program as far as this provider is concerned, against an emulated cloud. */
export interface ClbStage {
  readonly emulator: ClbEmulator;
  readonly provider: AlibabaClbProvider;
  readonly settings: ClbSettings;
  /** What the provider knows of keys; changed by tests. */
  keys: KeyLookup;
  /** What every provider is given again: endpoints last the life of the stage. */
  setEndpoints(...backends: readonly BackendEndpoints[]): void;
  /** One turn of the controller's loop. */
  cycle(balancers: readonly LoadBalancer[], more?: Partial<DesiredState>): Promise<readonly ProviderReport[]>;
  /** Turns until one writes nothing and finds nothing at fault; fails when that takes more than `most`. */
  settle(balancers: readonly LoadBalancer[], most?: number): Promise<readonly ProviderReport[]>;
  plan(balancers: readonly LoadBalancer[], more?: Partial<DesiredState>): Promise<Plan<ClbOperation>>;
  /** Resolves when the provider asks for another turn, or has since the last one began. */
  asked(): Promise<void>;
  /** Ends the provider as a signal would, calls under way included, and starts another. */
  restart(): Promise<void>;
  /** As {@link restart}, without ending what runs: for a test that ends the provider itself. */
  kill(): void;
  /** Actions called since the last time this was asked. */
  newCalls(): readonly string[];
}

export interface StageOptions {
  readonly settings?: Partial<ClbSettings>;
  readonly emulator?: ClbEmulatorOptions;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly paces?: Paces;
  /** A millisecond unless given. */
  readonly burst?: Burst;
  readonly keysFolder?: string;
  /** How often the client sends a call before it gives up; 8 unless given. */
  readonly tries?: number;
  /** Where the end of the stage is registered: tests that run side by side have each their own. */
  readonly atEnd?: (end: () => Promise<void>) => void;
}

const settings: ClbSettings = {
  regionId: 'cn-hangzhou',
  clusterId: 'c1',
  vpcId: 'vpc-test',
  instance: { tags: {} },
  approximation: 'allow',
  quotas: {
    rulesPerListener: 40,
    extensionsPerListener: 3,
    backendsPerInstance: 200,
    certificatesPerRegion: 100,
  },
  releaseDelayMs: 60_000,
  retain: false,
  drainMs: 0,
  resyncMs: 3_600_000,
};

/** A millisecond. */
export const noWait: Paces['soon'] = { firstMs: 1, mostMs: 1 };
const quick: Paces = { soon: noWait, seldom: { firstMs: 3_600_000, mostMs: 3_600_000 }, watch: noWait };

/** Opens a stage that closes with the test. Nothing waits for long on it but what is tried again seldom. */
export async function openStage(options: StageOptions = {}): Promise<ClbStage> {
  const emulator = createClbEmulator(options.emulator);
  await emulator.listen();
  const endpoints = new Map<string, BackendEndpoints>();
  let running = startProvider(emulator, options);
  let counted = 0;
  (options.atEnd ?? onTestFinished)(async () => {
    await running.end();
    await emulator.close();
  });

  const stage: ClbStage = {
    emulator,
    keys: () => undefined,
    settings: { ...settings, ...options.settings },
    get provider() {
      return running.provider;
    },
    setEndpoints(...backends) {
      for (const one of backends) endpoints.set(one.backend, one);
      running.provider.setEndpoints(backends, []);
    },
    async plan(balancers, more = {}) {
      const { provider } = running;
      const ids = balancers.flatMap(({ instance }) => (instance.kind === 'existing' ? [instance.id] : []));
      const actual = await provider.actual(ids, (options.clock ?? systemClock).now());
      return provider.plan({ loadBalancers: balancers, sourceComplete: true, ...more }, actual);
    },
    asked: () => running.asked.promise,
    async cycle(balancers, more = {}) {
      const { provider, stop } = running;
      running.asked = Promise.withResolvers();
      const plan = await stage.plan(balancers, more);
      const reports = await provider.apply(plan, stage.keys, stop.signal);
      await provider.endpointsProgrammed();
      return reports;
    },
    async settle(balancers, most = 10) {
      let reports: readonly ProviderReport[] = [];
      let writes: ClbEmulator['calls'] = [];
      for (let turn = 0; turn < most; turn++) {
        const from = emulator.calls.length;
        reports = await stage.cycle(balancers);
        writes = emulator.calls.slice(from).filter(({ action }) => isWrite(action));
        if (writes.length === 0 && reports.every(isServed)) return reports;
        // Waits are of a millisecond here; what waits longer is not to be settled.
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      const told = reports.flatMap(({ problems }) => problems.map(({ message }) => message));
      const done = writes.map(
        ({ action, parameters, code }) => `${action} ${code} ${JSON.stringify(parameters)}`,
      );
      throw new Error(`the provider does not come to rest: ${[...told, ...done].join('\n')}`);
    },
    kill: () => running.stop.abort(new Error('killed')),
    async restart() {
      await running.end();
      running = startProvider(emulator, options);
      running.provider.setEndpoints([...endpoints.values()], []);
    },
    newCalls() {
      const calls = emulator.calls.slice(counted).map(({ action }) => action);
      counted += calls.length;
      return calls;
    },
  };
  return stage;
}

/** Whether an action changes anything. */
export function isWrite(action: string): boolean {
  return !/^(Describe|List)/.test(action);
}

function isServed({ programmed, problems }: ProviderReport): boolean {
  const failed = problems.some(
    ({ reason }) => reason === 'ProviderCallFailed' || reason === 'ProviderQuotaExceeded',
  );
  return programmed && !failed;
}

interface Running {
  readonly provider: AlibabaClbProvider;
  readonly stop: AbortController;
  asked: PromiseWithResolvers<void>;
  end(): Promise<void>;
}

function startProvider(emulator: ClbEmulator, options: StageOptions): Running {
  const stop = new AbortController();
  const { clock = systemClock, logger = silentLogger, paces = quick } = options;
  const accessKey = { accessKeyId: 'test', accessKeySecret: 'test', securityToken: undefined };
  const api: ApiOptions = {
    region: settings.regionId,
    endpoint: emulator.endpoint,
    vpcEndpoints: false,
    credentials: { description: 'access key', current: () => Promise.resolve(accessKey) },
    limiter: callLimiter({ perSecond: 1_000_000, burst: 1_000_000 }),
    clock: systemClock,
    logger,
    signal: stop.signal,
    retry: { baseMs: 1, maxMs: 1, tries: options.tries ?? 8 },
  };
  const provider = alibabaClbProvider({
    api: openClbApi(api),
    ecs: openEcsApi(api),
    settings: { ...settings, ...options.settings },
    clock,
    logger,
    paces,
    burst: options.burst ?? { quietMs: 1, mostMs: 10 },
    ...(options.keysFolder === undefined ? {} : { keysFolder: options.keysFolder }),
  });
  const running: Running = {
    provider,
    stop,
    asked: Promise.withResolvers(),
    async end() {
      stop.abort(new Error('stopped'));
      await provider.close();
    },
  };
  provider.onChange(() => running.asked.resolve());
  return running;
}
