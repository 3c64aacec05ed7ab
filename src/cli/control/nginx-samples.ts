import type { Gauges, NginxMetric, Sample } from '../../telemetry/index.ts';
import { type ServerFacts, type ServerSamples, sumOf } from './server-samples.ts';

export type NginxSamples = Readonly<Record<NginxMetric, readonly Sample[]>>;

/** What ingress-nginx says of the server as a whole, said of ours. */
export function nginxSamples(facts: ServerFacts, samples: ServerSamples): NginxSamples {
  const workers = facts.processes.filter(({ process }) => process === 'worker');
  const accepted = total(samples.accepted);
  const [active, idle] = ['active', 'idle'].map((state) =>
    total(samples.connections.filter(({ labels }) => labels?.['state'] === state)),
  );
  const expiries = facts.description.certificates.flatMap(({ certificate, names, notAfter }) =>
    names.map((host) => ({
      labels: {
        namespace: certificate.namespace,
        class: '',
        host,
        secret_name: certificate.name,
        identifier: certificate.fingerprint.slice(0, 12),
      },
      value: notAfter / 1000,
    })),
  );
  return {
    connections: [
      { labels: { state: 'active' }, value: active ?? 0 },
      { labels: { state: 'waiting' }, value: idle ?? 0 },
    ],
    connectionsTotal: ['accepted', 'handled'].map((state) => ({ labels: { state }, value: accepted })),
    requestsTotal: samples.requests,
    cpu: [{ value: sumOf(workers, 'cpu') }],
    memory: [{ value: sumOf(workers, 'memory') }],
    workers: [{ value: workers.length }],
    oldestStart: oldest(workers.map(({ gauges }) => gauges)),
    lastReload: samples.lastApply,
    lastReloadTime: samples.lastApplyTime,
    success: [{ value: facts.steps.succeeded }],
    errors: [{ value: facts.steps.failed }],
    configHash: samples.configVersion,
    sslExpiry: expiries,
    sslInfo: expiries.map(({ labels }) => ({ labels: { ...unknownOfCertificate, ...labels }, value: 1 })),
    orphans: samples.orphans,
    leader: [{ labels: { name: 'sluice' }, value: 1 }],
    build: [{ labels: { release: facts.version, build: '', repository: '' }, value: 1 }],
  };
}

const unknownOfCertificate = {
  public_key_algorithm: '',
  issuer_common_name: '',
  issuer_organization: '',
  serial_number: '',
} as const;

function oldest(workers: readonly Gauges[]): readonly Sample[] {
  const starts = workers.flatMap(({ start }) => (start === undefined ? [] : [start]));
  return starts.length === 0 ? [] : [{ value: Math.min(...starts) }];
}

function total(samples: readonly Sample[]): number {
  return samples.reduce((sum, { value }) => sum + (typeof value === 'number' ? value : 0), 0);
}
