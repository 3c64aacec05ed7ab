import { type Clock, errorMessage, type Logger, type Quiet, whenQuiet } from '../base/index.ts';
import type { SLBInstance } from '../kubernetes/types/index.ts';
import type { ObjectReport, Translation } from '../model/index.ts';
import type { LoadBalancerProvider, Operation, ProviderReport } from '../provider/index.ts';
import { emptySnapshot, type Snapshot } from '../snapshot/index.ts';
import type { Source, SourceChange } from '../source/index.ts';
import { keyLookup, type Translator } from '../translate/index.ts';
import { type CertificateState, judgeCertificates } from './certificate-watch.ts';
import type { ControllerDescription, StatusUpdate, Step } from './controller-description.ts';
import { createEndpointSync, type EndpointSync } from './endpoint-sync.ts';
import { type IngressStatus, ingressStatuses, type ServedStates, servedStates } from './ingress-status.ts';
import { mergeReports, providerReports } from './merge-reports.ts';
import { createReportLog, type ReportDifference, type ReportLog } from './report-log.ts';
import { createWake, type Wake } from './wake.ts';

export interface ControllerOptions<Actual, Op extends Operation> {
  readonly source: Source;
  readonly translator: Translator;
  readonly provider: LoadBalancerProvider<Actual, Op>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long the source must be quiet before rules are translated; 5 by default. */
  readonly quietMs?: number;
  /** The longest a burst of changes may hold translation up; 50 by default. */
  readonly maxQuietMs?: number;
  /** Takes the SLBInstance documents of the source whenever they change, before anything is planned with them. */
  readonly onInstances?: (instances: readonly SLBInstance[]) => Promise<void> | void;
  /** What others have to report: instances that no Ingress need use, the server itself. */
  readonly extraReports?: () => readonly ObjectReport[];
  /** Called when changes are in force, or have their reports. */
  readonly onStatus?: (update: StatusUpdate) => void;
  /** Called after each step with the milliseconds it took. */
  readonly onStep?: (step: Step, ms: number) => void;
}

/** The loop that joins source, translation and provider. */
export interface Controller {
  /**
   * Reads the source and applies what it holds for the first time; then follows it.
   * @throws OperatorError when the source cannot be read at all.
   */
  start(): Promise<void>;
  describe(): ControllerDescription;
  /** Another translator takes over: everything is translated once more, and what comes out otherwise is applied. */
  retranslate(translator: Translator): void;
  /** The extra reports are others than before. */
  reportsChanged(): void;
  /** Stops following; what is in force stays. Closes neither source nor provider. */
  close(): Promise<void>;
}

interface PendingChange {
  readonly line: string;
  readonly since: number;
}

const nothing: Translation = { loadBalancers: [], backends: [], certificates: [], reports: [] };
const longestRetryMs = 30_000;

export function createController<Actual, Op extends Operation>(
  options: ControllerOptions<Actual, Op>,
): Controller {
  return new Loop(options);
}

class Loop<Actual, Op extends Operation> implements Controller {
  readonly #options: ControllerOptions<Actual, Op>;
  readonly #quiet: Quiet;
  readonly #wake: Wake;
  readonly #endpoints: EndpointSync;
  readonly #reportLog: ReportLog;
  readonly #stop = new AbortController();
  #pending: PendingChange[] = [];
  #snapshot: Snapshot = emptySnapshot;
  #translator: Translator;
  #stale = false;
  #translation: Translation = nothing;
  #endpointReports: readonly ObjectReport[] = [];
  #certificates: CertificateState = { reports: [] };
  #answers: readonly ProviderReport[] = [];
  #states: ServedStates = new Map();
  #reports: readonly ObjectReport[] = [];
  #joined: { readonly from: readonly unknown[]; readonly statuses: readonly IngressStatus[] } = {
    from: [],
    statuses: [],
  };
  #started = false;
  #settled = false;
  #wanted = false;
  #running: Promise<void> | undefined;
  #failures = 0;

  constructor(options: ControllerOptions<Actual, Op>) {
    this.#options = options;
    this.#quiet = whenQuiet(() => this.#request(), options.quietMs ?? 5, options.maxQuietMs ?? 50);
    this.#wake = createWake(options.clock, () => this.#request());
    this.#translator = options.translator;
    const endpoints: Translator['endpoints'] = (...args) => this.#translator.endpoints(...args);
    this.#endpoints = createEndpointSync({ endpoints }, options.provider);
    this.#reportLog = createReportLog(options.logger);
  }

  async start(): Promise<void> {
    await this.#options.source.start((change) => this.#onChange(change));
    this.#options.provider.onChange(() => this.#quiet.touch());
    this.#started = true;
    this.#request();
    await this.#running;
  }

  describe(): ControllerDescription {
    return {
      revision: this.#snapshot.revision,
      snapshot: this.#snapshot,
      healthy: this.#options.source.state().healthy,
      settled: this.#settled,
      loadBalancers: this.#translation.loadBalancers,
      backends: this.#translation.backends,
      endpoints: this.#endpoints.current(),
      answers: this.#answers,
      certificates: this.#translation.certificates,
      ingresses: this.#ingressStatuses(),
      reports: this.#reports,
    };
  }

  /** Joined once for all who ask between two changes: with many thousand Ingresses it takes a while. */
  #ingressStatuses(): readonly IngressStatus[] {
    const from = [this.#snapshot.ingresses, this.#states, this.#reports] as const;
    if (!sameList(from, this.#joined.from)) this.#joined = { from, statuses: ingressStatuses(...from) };
    return this.#joined.statuses;
  }

  retranslate(translator: Translator): void {
    this.#translator = translator;
    this.#stale = true;
    this.reportsChanged();
  }

  reportsChanged(): void {
    // Before the source is read, a cycle would find that nothing is there.
    if (this.#started) this.#quiet.touch();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#quiet.close();
    this.#wake.close();
    await this.#running;
  }

  /** Endpoints alone never wait: they go out at once, past the translation that may be under way. */
  #onChange(change: SourceChange): void {
    const since = performance.now();
    const pending = change.lines.map((line) => ({ line, since }));
    const onlyEndpoints = [...change.keys.keys()].every((kind) => kind === 'EndpointSlice');
    if (!this.#settled || change.reportsChanged || !onlyEndpoints) {
      this.#pending.push(...pending);
      this.#quiet.touch();
      return;
    }
    this.#syncEndpoints(pending).catch((error: unknown) =>
      this.#fail('endpoints were not programmed', error),
    );
  }

  async #syncEndpoints(pending: readonly PendingChange[]): Promise<void> {
    const { snapshot } = this.#options.source.state();
    const started = performance.now();
    const before = this.#endpointReports;
    this.#endpointReports = this.#endpoints.update(snapshot, this.#translation.backends);
    await this.#options.provider.endpointsProgrammed();
    this.#took('set-endpoints', started);
    const same = sameList(before, this.#endpointReports);
    this.#publish(pending, same ? { added: [], resolved: [] } : this.#report());
  }

  /** One cycle at a time; what comes during one is taken together by the next. */
  #request(): void {
    this.#wanted = true;
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    while (this.#wanted && !this.#stop.signal.aborted) {
      this.#wanted = false;
      const started = performance.now();
      try {
        await this.#cycle();
        const refused = this.#answers.some(isRefused);
        this.#took(refused ? 'fail' : 'apply', started);
        this.#failures = 0;
      } catch (error) {
        this.#took('fail', started);
        this.#fail('a change was not applied', error);
      }
    }
    this.#running = undefined;
  }

  #took(step: Step, started: number): void {
    this.#options.onStep?.(step, performance.now() - started);
  }

  #fail(message: string, error: unknown): void {
    if (this.#stop.signal.aborted) return;
    const retryMs = Math.min(longestRetryMs, 500 * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    this.#options.logger.error(message, { error: errorMessage(error), retryMs });
    this.#wake.at([this.#options.clock.now() + retryMs]);
  }

  async #cycle(): Promise<void> {
    const { provider, source, clock } = this.#options;
    const { snapshot, healthy } = source.state();
    const taken = this.#pending.length;
    await this.#takeSnapshot(snapshot);
    const { loadBalancers, backends, certificates } = this.#translation;
    this.#endpointReports = this.#endpoints.update(snapshot, backends);

    const now = clock.now();
    const ids = loadBalancers.flatMap(({ instance }) => (instance.kind === 'existing' ? [instance.id] : []));
    const actual = await provider.actual(ids, now);
    const plan = provider.plan({ loadBalancers, sourceComplete: healthy }, actual);
    this.#certificates = judgeCertificates(certificates, now);
    this.#wake.at([plan.again, this.#certificates.next]);
    this.#answers = await provider.apply(plan, keyLookup(snapshot), this.#stop.signal);
    // A load balancer that was not programmed goes on with the routes it had, and with their backends.
    if (this.#answers.every((answer) => answer.programmed)) this.#endpoints.prune();
    await provider.endpointsProgrammed();

    this.#states = servedStates(loadBalancers, this.#answers, this.#states, healthy);
    this.#settled = true;
    this.#publish(this.#pending.splice(0, taken), this.#report());
  }

  async #takeSnapshot(snapshot: Snapshot): Promise<void> {
    if (snapshot === this.#snapshot && !this.#stale) return;
    if (snapshot.instances !== this.#snapshot.instances) {
      await this.#options.onInstances?.([...snapshot.instances.values()]);
    }
    this.#stale = false;
    const started = performance.now();
    this.#translation = this.#translator.translate(snapshot);
    this.#took('translate', started);
    this.#snapshot = snapshot;
  }

  #report(): ReportDifference {
    this.#reports = mergeReports([
      this.#options.source.state().reports,
      this.#translation.reports,
      this.#endpointReports,
      this.#certificates.reports,
      providerReports(this.#translation.loadBalancers, this.#answers),
      this.#options.extraReports?.() ?? [],
    ]);
    return this.#reportLog.update(this.#reports);
  }

  #publish(pending: readonly PendingChange[], difference: ReportDifference): void {
    const now = performance.now();
    const changes = pending.map(({ line, since }) => ({ line, ms: now - since }));
    const programmed = this.#answers.every((answer) => answer.programmed);
    this.#options.onStatus?.({ ...difference, changes, standing: this.#reports, programmed });
  }
}

/** By the workers, which is a fault of ours; what the user asked for and cannot have is none. */
function isRefused({ problems }: ProviderReport): boolean {
  return problems.some(({ reason }) => reason === 'NotProgrammed');
}

function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
