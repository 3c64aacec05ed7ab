import type { HostCertificate, ObjectRef, ObjectReport } from '../../model/index.ts';
import type { ParsedIngress, ParsedTls } from '../ingress/parsed-ingress.ts';
import { coversHost } from './certificate-names.ts';
import type { KeyPairFacts, KeyPairVerdict } from './key-pair.ts';

/** The certificates of one Ingress. */
export interface TlsResult {
  readonly ref: ObjectRef;
  /** What it gives by SNI, each host once. */
  readonly certificates: readonly HostCertificate[];
  /** What its first entry with a Secret holds, when usable: its bid for the default certificate. */
  readonly first?: KeyPairFacts;
  readonly usable: readonly KeyPairFacts[];
  readonly reports: readonly ObjectReport[];
}

/** Judges the Secret of a name in the namespace of the Ingress; undefined when there is none. */
export type JudgeSecret = (name: string) => KeyPairVerdict | undefined;

interface UsableEntry {
  readonly entry: ParsedTls;
  readonly facts: KeyPairFacts;
}

/** Looks up the certificates of an Ingress. `decides` says that its first Secret is to be a default certificate. */
export function resolveTls(ingress: ParsedIngress, judge: JudgeSecret, decides: boolean): TlsResult {
  const reports: ObjectReport[] = [];
  const usable: UsableEntry[] = [];
  const named = ingress.tls.filter((entry) => entry.secretName !== undefined);
  for (const entry of named) {
    const secret = entry.secretName ?? '';
    const verdict = judge(secret);
    if (verdict?.kind === 'usable') usable.push({ entry, facts: verdict.facts });
    else reports.push(reportSecret(ingress, entry, secret, verdict, decides && entry === named[0]));
  }
  const certificates = assignHosts(ingress, usable, decides, reports);
  for (const entry of named) reportUnrouted(ingress, entry, reports);
  const first = usable.find(({ entry }) => entry === named[0])?.facts;
  return {
    ref: ingress.ref,
    certificates,
    ...(first === undefined ? {} : { first }),
    usable: usable.map(({ facts }) => facts),
    reports,
  };
}

function reportSecret(
  ingress: ParsedIngress,
  entry: ParsedTls,
  secret: string,
  verdict: Exclude<KeyPairVerdict, { kind: 'usable' }> | undefined,
  decides: boolean,
): ObjectReport {
  const what = verdict === undefined ? 'does not exist' : verdict.text;
  const served = decides
    ? 'the fake certificate is the default instead'
    : 'the default certificate is served';
  return {
    object: ingress.ref,
    reason: verdict === undefined ? 'CertificateNotFound' : verdict.kind,
    message: `Secret ${ingress.namespace}/${secret} ${what}; ${served}`,
    field: `${entry.field}.secretName`,
  };
}

/** Says which certificate each host gets: listed hosts first, then hosts of rules that no entry lists. */
function assignHosts(
  ingress: ParsedIngress,
  usable: readonly UsableEntry[],
  decides: boolean,
  reports: ObjectReport[],
): HostCertificate[] {
  const byHost = new Map<string, KeyPairFacts>();
  for (const { entry, facts } of usable) {
    for (const [index, host] of entry.hosts.entries()) {
      const field = `${entry.field}.hosts[${index}]`;
      if (!coversHost(facts.names, host)) reports.push(reportMismatch(ingress, facts, host, field));
      else assign(ingress, byHost, { host, facts, field }, reports);
    }
  }
  const listed = new Set(ingress.tls.flatMap((entry) => entry.hosts));
  const open = ingress.hosts.flatMap(({ host }) => (host === '*' || isListed(listed, host) ? [] : [host]));
  for (const { entry, facts } of usable) {
    const covered = open.filter((host) => coversHost(facts.names, host));
    for (const host of covered) if (!byHost.has(host)) byHost.set(host, facts);
    const useless = entry.hosts.length === 0 && open.length > 0 && covered.length === 0;
    if (useless && !decides) reports.push(reportMismatch(ingress, facts, open.join(', '), entry.field));
  }
  return [...byHost].map(([host, { ref }]) => ({ host, certificate: ref }));
}

/** A listed wildcard stands for the hosts it takes by SNI. */
function isListed(listed: ReadonlySet<string>, host: string): boolean {
  return listed.has(host) || listed.has(wildcardOf(host));
}

function wildcardOf(host: string): string {
  return `*${host.slice(host.indexOf('.'))}`;
}

interface Assignment {
  readonly host: string;
  readonly facts: KeyPairFacts;
  readonly field: string;
}

function assign(
  ingress: ParsedIngress,
  byHost: Map<string, KeyPairFacts>,
  { host, facts, field }: Assignment,
  reports: ObjectReport[],
): void {
  const before = byHost.get(host);
  if (before === undefined) byHost.set(host, facts);
  else if (before.ref.fingerprint !== facts.ref.fingerprint) {
    const message = `host ${host} is served with the certificate of Secret ${before.ref.namespace}/${before.ref.name}, which an earlier entry names`;
    reports.push({ object: ingress.ref, reason: 'CertificateShadowed', message, field });
  }
}

function reportMismatch(
  ingress: ParsedIngress,
  { ref }: KeyPairFacts,
  host: string,
  field: string,
): ObjectReport {
  const message = `the certificate of Secret ${ref.namespace}/${ref.name} does not cover ${host}; the default certificate is served for it`;
  return { object: ingress.ref, reason: 'CertificateHostMismatch', message, field };
}

function reportUnrouted(ingress: ParsedIngress, entry: ParsedTls, reports: ObjectReport[]): void {
  if (ingress.catchAll) return;
  for (const [index, host] of entry.hosts.entries()) {
    if (ingress.hosts.some((rule) => overlaps(rule.host, host))) continue;
    const message = `no rule of the Ingress is for host ${host}; its certificate is served all the same`;
    const field = `${entry.field}.hosts[${index}]`;
    reports.push({ object: ingress.ref, reason: 'CertificateHostUnrouted', message, field });
  }
}

/** Whether a request can be for both hosts. */
function overlaps(rule: string, host: string): boolean {
  return rule === '*' || rule === host || wildcardOf(rule) === host || wildcardOf(host) === rule;
}
