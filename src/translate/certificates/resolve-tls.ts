import type { HostCertificate, ObjectRef, ObjectReport } from '../../model/index.ts';
import type { ParsedIngress, ParsedTls } from '../ingress/parsed-ingress.ts';
import { listSome } from '../list-some.ts';
import { assignCertificates } from './assign-certificates.ts';
import { wildcardOf } from './certificate-names.ts';
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

/** An entry of `tls` whose Secret is good. */
export interface UsableEntry {
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
  const certificates = assignCertificates(ingress, usable, decides, reports);
  reportUnrouted(ingress, named, reports);
  const first = usable.find(({ entry }) => entry === named[0])?.facts;
  return {
    ref: ingress.ref,
    certificates,
    ...(first === undefined ? {} : { first }),
    usable: [...new Set(usable.map(({ facts }) => facts))],
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

/** A host without a rule is often a misspelt one, so the Ingress is told. */
function reportUnrouted(
  ingress: ParsedIngress,
  entries: readonly ParsedTls[],
  reports: ObjectReport[],
): void {
  const rules = new Set(ingress.hosts.map(({ host }) => host));
  if (ingress.catchAll || rules.has('*')) return;
  const wildcards = new Set(ingress.hosts.map(({ host }) => wildcardOf(host)));
  for (const { hosts, field } of entries) {
    const unrouted = hosts.filter(
      (host) => !rules.has(host) && !rules.has(wildcardOf(host)) && !wildcards.has(host),
    );
    const [first] = unrouted;
    if (first === undefined) continue;
    reports.push({
      object: ingress.ref,
      reason: 'CertificateHostUnrouted',
      message: `no rule of the Ingress is for ${listSome(unrouted)}; the certificate is served all the same`,
      field: `${field}.hosts[${hosts.indexOf(first)}]`,
    });
  }
}
