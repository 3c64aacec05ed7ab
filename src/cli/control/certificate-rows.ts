import type { ControllerDescription, IngressStatus } from '../../controller/index.ts';
import type { CertificateFacts, CertificateRef, LoadBalancer, ObjectReport } from '../../model/index.ts';
import type { CertificateRow, ProblemRow } from '../wire/wire.ts';
import { fakeReason } from './fake-reason.ts';
import type { ObjectPlaces } from './object-place.ts';
import { placedProblem } from './problem-row.ts';

/** What the certificates are told from: of a running server, or of a directory alone. */
export interface CertificateView
  extends Pick<ControllerDescription, 'answers' | 'certificates' | 'ingresses' | 'loadBalancers'> {
  readonly defaultCertificate: 'first-in-cluster' | 'first-of-instance' | 'first-with-secret';
  readonly places?: ObjectPlaces;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const soonMs = 10 * 24 * 60 * 60 * 1000;
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Every Secret that a served Ingress names, and the fake certificate of each instance that shows it: those that serve
 * nobody first, then by the end of validity.
 */
export function certificateRows(view: CertificateView): readonly CertificateRow[] {
  const named = namedSecrets(view);
  const facts = new Map(view.certificates.map((one) => [secretKey(one.certificate), one]));
  const hosts = hostsBySecret(view.loadBalancers);
  const defaults = defaultsBySecret(view);
  const rows = [...named].map(([secret, { users, problems }]): CertificateRow => {
    const known = facts.get(secret);
    const all = [...problems.values()];
    return {
      secret,
      names: known?.names ?? [],
      ...(known === undefined ? {} : validity(known, view.now)),
      state: secretState(known, all, view.now),
      users: [...users],
      hosts: hosts.get(secret) ?? [],
      defaultOf: defaults.get(secret) ?? [],
      problems: all,
    };
  });
  return [...rows.sort(byUrgency), ...fakeRows(view)];
}

/** Whether a certificate has expired, or expires within ten days. */
export function expiresSoon({ notAfter }: CertificateFacts, now: number): boolean {
  return now >= notAfter - soonMs;
}

interface NamedSecret {
  readonly users: Set<string>;
  /** By message: many Ingresses may name one bad Secret. */
  readonly problems: Map<string, ProblemRow>;
}

function namedSecrets({
  ingresses,
  loadBalancers,
  places,
}: CertificateView): ReadonlyMap<string, NamedSecret> {
  const served = new Set(loadBalancers.flatMap(({ owners }) => owners.map((owner) => secretKey(owner))));
  const named = new Map<string, NamedSecret>();
  for (const status of ingresses) {
    const { namespace = '', name } = status.ingress.metadata;
    const user = `${namespace}/${name}`;
    if (!served.has(user)) continue;
    for (const [index, { secretName = '' }] of (status.ingress.spec.tls ?? []).entries()) {
      if (secretName === '') continue;
      const secret = `${namespace}/${secretName}`;
      const entry = named.get(secret) ?? {
        users: new Set<string>(),
        problems: new Map<string, ProblemRow>(),
      };
      named.set(secret, entry);
      entry.users.add(user);
      for (const report of reportsOn(status, secret, index)) {
        entry.problems.set(report.message, placedProblem(report, places));
      }
    }
  }
  return named;
}

/** The reports of an Ingress that concern the Secret of one entry of its `tls`. */
function reportsOn({ reports }: IngressStatus, secret: string, index: number): readonly ObjectReport[] {
  const entry = `spec.tls[${index}]`;
  return reports.filter(({ reason, field, message }) => {
    if (!reason.startsWith('Certificate')) return false;
    if (field === undefined) return message.includes(`Secret ${secret} `);
    return field === 'spec.tls' || field === entry || field.startsWith(`${entry}.`);
  });
}

function hostsBySecret(loadBalancers: readonly LoadBalancer[]): ReadonlyMap<string, readonly string[]> {
  const hosts = new Map<string, Set<string>>();
  for (const { certificates } of loadBalancers) {
    for (const { host, certificate } of certificates) add(hosts, secretKey(certificate), host);
  }
  return new Map([...hosts].map(([secret, names]) => [secret, [...names]]));
}

function defaultsBySecret(view: CertificateView): ReadonlyMap<string, readonly string[]> {
  const defaults = new Map<string, Set<string>>();
  for (const balancer of view.loadBalancers) {
    for (const listener of balancer.listeners) {
      if (listener.protocol !== 'https' || listener.defaultCertificate.kind !== 'secret') continue;
      add(defaults, secretKey(listener.defaultCertificate.certificate), instanceName(view, balancer));
    }
  }
  return new Map([...defaults].map(([secret, ids]) => [secret, [...ids]]));
}

function fakeRows(view: CertificateView): readonly CertificateRow[] {
  return view.loadBalancers
    .filter(({ listeners }) =>
      listeners.some(
        (listener) => listener.protocol === 'https' && listener.defaultCertificate.kind === 'fake',
      ),
    )
    .map((balancer) => ({
      state: 'fake',
      names: [],
      users: [],
      hosts: [],
      defaultOf: [instanceName(view, balancer)],
      why: fakeReason(balancer, view),
      problems: [],
    }));
}

function instanceName({ answers }: CertificateView, { id }: LoadBalancer): string {
  return answers.find(({ loadBalancer }) => loadBalancer === id)?.instanceId ?? id;
}

function secretState(
  facts: CertificateFacts | undefined,
  problems: readonly ProblemRow[],
  now: number,
): CertificateRow['state'] {
  if (facts !== undefined) {
    if (now >= facts.notAfter) return 'expired';
    return expiresSoon(facts, now) ? 'expires-soon' : 'good';
  }
  return problems.some(({ reason }) => unusable.has(reason)) ? 'unusable' : 'unused';
}

const unusable: ReadonlySet<string> = new Set([
  'CertificateNotFound',
  'CertificateInvalid',
  'CertificateKeyMismatch',
]);

function validity(
  { notAfter, certificate }: CertificateFacts,
  now: number,
): Pick<CertificateRow, 'daysLeft' | 'fingerprint' | 'notAfter'> {
  return { notAfter, daysLeft: Math.floor((notAfter - now) / dayMs), fingerprint: certificate.fingerprint };
}

function byUrgency(a: CertificateRow, b: CertificateRow): number {
  const difference = (a.notAfter ?? Number.NEGATIVE_INFINITY) - (b.notAfter ?? Number.NEGATIVE_INFINITY);
  if (difference !== 0 && !Number.isNaN(difference)) return difference;
  return (a.secret ?? '') < (b.secret ?? '') ? -1 : 1;
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key) ?? new Set<string>();
  sets.set(key, set);
  set.add(value);
}

function secretKey({
  namespace = '',
  name,
}: Pick<CertificateRef, 'name'> & { readonly namespace?: string }): string {
  return `${namespace}/${name}`;
}
