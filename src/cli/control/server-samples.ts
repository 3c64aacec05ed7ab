import type { ControllerDescription } from '../../controller/index.ts';
import { type CertificateFacts, type ObjectReport, reasons } from '../../model/index.ts';
import type { ProcessGauges, SupervisorLink } from '../../proxy/index.ts';
import type { Gauges, Sample, ServerMetric } from '../../telemetry/index.ts';
import type { StepMeter } from './step-meter.ts';

/** What the metrics of the server are made from. */
export interface ServerFacts {
  readonly version: string;
  readonly description: ControllerDescription;
  readonly counts: ReadonlyMap<string, number>;
  /** Of the supervisor and the workers. */
  readonly processes: readonly ProcessGauges[];
  /** Of this process. */
  readonly own: Gauges;
  readonly workers: ReturnType<SupervisorLink['workers']>;
  readonly steps: StepMeter;
  /** Calls of the API of a cloud, by action. */
  readonly calls: ReadonlyMap<string, number>;
}

export type ServerSamples = Readonly<Record<ServerMetric, readonly Sample[]>>;

/** The series of the server as a whole. */
export function serverSamples(facts: ServerFacts): ServerSamples {
  const { counts, description, processes, steps, version } = facts;
  const workers = processes.filter(({ process }) => process === 'worker');
  const supervisor = processes.find(({ process }) => process === 'supervisor')?.gauges;
  return {
    requests: one(counts.get('requests') ?? 0),
    connections: sumByName(workers, /^connections (?<state>active|idle) (?<listener>.+)$/),
    accepted: byName(counts, /^connections (?<listener>.+)$/),
    refused: byName(counts, /^refused (?<reason>.+)$/),
    closedByConfig: one(counts.get('closedByConfig') ?? 0),
    handshakeFailures: one(counts.get('handshakeFailures') ?? 0),
    tunnels: one(sumOf(workers, 'tunnels')),
    upstream: sumByName(workers, /^upstream (?<state>active|idle)$/),
    upstreamQueued: one(sumOf(workers, 'upstream queued')),
    ejected: byWorker(workers, 'endpoints in trouble'),
    unchecked: byWorker(workers, 'endpoints unchecked'),
    ejections: one(counts.get('ejections') ?? 0),
    retries: ['made', 'refused'].map((result) => ({
      labels: { result },
      value: counts.get(`retries ${result}`) ?? 0,
    })),
    logDropped: one(counts.get('accessLogLinesDropped') ?? 0),
    configVersion: one(supervisor?.['configVersion']),
    workerConfigVersion: byWorker(workers, 'configVersion'),
    applied: [
      { labels: { result: 'success' }, value: steps.succeeded },
      { labels: { result: 'failure' }, value: steps.failed },
    ],
    applyDuration: one(steps.apply.cells),
    translateDuration: one(steps.translate.cells),
    endpointsDuration: one(steps.endpoints.cells),
    lastApply: one(steps.lastSucceeded === undefined ? undefined : Number(steps.lastSucceeded)),
    lastApplyTime: one(steps.succeededAt),
    sourceHealthy: one(Number(description.healthy)),
    certificateExpiry: description.certificates.map(certificateSample),
    orphans: orphanSamples(description.reports),
    ingresses: ingressSamples(description),
    reports: reportSamples(description.reports),
    instances: description.answers.map(({ loadBalancer, instanceId = '', address = '', programmed }) => ({
      labels: { load_balancer: loadBalancer, instance: instanceId, address },
      value: Number(programmed),
    })),
    workers: countBy(facts.workers, ({ state }) => ({ state })),
    workerRestarts: one(supervisor?.['workerRestarts']),
    controlRestarts: one(supervisor?.['controlRestarts']),
    ...processSamples([...processes, { process: 'control', gauges: facts.own }]),
    providerCalls: [...facts.calls].map(([action, value]) => ({ labels: { action }, value })),
    build: [{ labels: { version, node: process.versions.node }, value: 1 }],
  };
}

function processSamples(
  processes: readonly { readonly process: string; readonly worker?: number; readonly gauges: Gauges }[],
): Pick<ServerSamples, 'cpu' | 'loopLag' | 'memory' | 'startTime'> {
  const of = (name: string, labels: Readonly<Record<string, string>> = {}): readonly Sample[] =>
    processes.flatMap(({ process, worker, gauges }) => {
      const value = gauges[name];
      const whose = { process, worker: worker === undefined ? '' : String(worker) };
      return value === undefined ? [] : [{ labels: { ...whose, ...labels }, value }];
    });
  return {
    memory: of('memory'),
    cpu: of('cpu'),
    startTime: of('start'),
    loopLag: [
      ...of('lag 0.5', { quantile: '0.5' }),
      ...of('lag 0.99', { quantile: '0.99' }),
      ...of('lag max', { quantile: '1' }),
    ],
  };
}

const mostNames = 3;

function certificateSample({ certificate, names, notAfter }: CertificateFacts): Sample {
  const labels = {
    namespace: certificate.namespace,
    secret_name: certificate.name,
    host: names.slice(0, mostNames).join(','),
    identifier: certificate.fingerprint.slice(0, 12),
  };
  return { labels, value: notAfter / 1000 };
}

/** What makes an Ingress an orphan, by reason. */
const orphanTypes: ReadonlyMap<string, string> = new Map([
  ['ServiceNotFound', 'no-service'],
  ['ServicePortNotFound', 'no-service'],
  ['NoReadyEndpoints', 'no-endpoint'],
]);

function orphanSamples(reports: readonly ObjectReport[]): readonly Sample[] {
  const found = new Map<string, Sample>();
  for (const { object, reason } of reports) {
    const type = orphanTypes.get(reason);
    if (type === undefined || object.kind !== 'Ingress') continue;
    const labels = { namespace: object.namespace ?? '', ingress: object.name, type };
    found.set(JSON.stringify(labels), { labels, value: 1 });
  }
  return [...found.values()];
}

function ingressSamples({ ingresses }: ControllerDescription): readonly Sample[] {
  return countBy(ingresses, ({ loadBalancer, programmed }) => ({
    state: loadBalancer === undefined ? 'not-served' : programmed ? 'programmed' : 'waiting',
  }));
}

function reportSamples(reports: readonly ObjectReport[]): readonly Sample[] {
  return countBy(reports, ({ reason }) => ({ reason, severity: reasons[reason].severity }));
}

function countBy<T>(
  items: readonly T[],
  labelsOf: (item: T) => Readonly<Record<string, string>>,
): readonly Sample[] {
  const counts = new Map<string, { labels: Readonly<Record<string, string>>; value: number }>();
  for (const item of items) {
    const labels = labelsOf(item);
    const key = JSON.stringify(labels);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { labels, value: 1 });
    else known.value += 1;
  }
  return [...counts.values()];
}

/** The numbers whose names fit, with the parts of the name as labels. */
function byName(numbers: Iterable<readonly [string, number]>, pattern: RegExp): readonly Sample[] {
  const samples: Sample[] = [];
  for (const [name, value] of numbers) {
    const labels = pattern.exec(name)?.groups;
    if (labels !== undefined) samples.push({ labels: { ...labels }, value });
  }
  return samples;
}

function sumByName(processes: readonly ProcessGauges[], pattern: RegExp): readonly Sample[] {
  const names = new Set(processes.flatMap(({ gauges }) => Object.keys(gauges)));
  return byName(
    [...names].map((name) => [name, sumOf(processes, name)] as const),
    pattern,
  );
}

function byWorker(workers: readonly ProcessGauges[], name: string): readonly Sample[] {
  return workers.map(({ worker, gauges }) => ({
    labels: { worker: String(worker) },
    value: gauges[name] ?? 0,
  }));
}

/** The sum of a gauge over processes. */
export function sumOf(processes: readonly ProcessGauges[], name: string): number {
  return processes.reduce((sum, { gauges }) => sum + (gauges[name] ?? 0), 0);
}

/** No series for what is not known. */
function one(value: number | Float64Array | undefined): readonly Sample[] {
  return value === undefined ? [] : [{ value }];
}
