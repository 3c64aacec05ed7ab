import type { HostCertificate, ObjectReport } from '../../model/index.ts';
import type { ParsedIngress, ParsedTls } from '../ingress/parsed-ingress.ts';
import { listSome } from '../list-some.ts';
import { createCover, wildcardOf } from './certificate-names.ts';
import type { KeyPairFacts } from './key-pair.ts';
import type { UsableEntry } from './resolve-tls.ts';

/**
 * Says which certificate of an Ingress each host gets: first the hosts its entries list, then hosts of its rules that
 * no entry lists but one of its certificates covers.
 */
export function assignCertificates(
  ingress: ParsedIngress,
  usable: readonly UsableEntry[],
  decides: boolean,
  reports: ObjectReport[],
): HostCertificate[] {
  const byHost = new Map<string, KeyPairFacts>();
  for (const { entry, facts } of usable) assignListed(ingress, byHost, entry, facts, reports);
  const open = findUnlisted(ingress);
  const tried = new Map<KeyPairFacts, number>();
  for (const { entry, facts } of usable) {
    const covered = tried.get(facts) ?? assignCovered(byHost, open, facts);
    tried.set(facts, covered);
    const useless = entry.hosts.length === 0 && open.length > 0 && covered === 0;
    if (useless && !decides) reports.push(reportMismatch(ingress, facts, open, entry.field));
  }
  return [...byHost].map(([host, { ref }]) => ({ host, certificate: ref }));
}

function assignListed(
  ingress: ParsedIngress,
  byHost: Map<string, KeyPairFacts>,
  { hosts, field }: ParsedTls,
  facts: KeyPairFacts,
  reports: ObjectReport[],
): void {
  const covers = createCover(facts.names);
  const uncovered = hosts.filter((host) => !covers(host));
  const [first] = uncovered;
  if (first !== undefined) {
    reports.push(reportMismatch(ingress, facts, uncovered, `${field}.hosts[${hosts.indexOf(first)}]`));
  }
  for (const host of hosts) {
    if (!covers(host)) continue;
    const before = byHost.get(host);
    if (before === undefined) byHost.set(host, facts);
    else if (before.ref.fingerprint !== facts.ref.fingerprint) {
      const message = `host ${host} is served with Secret ${before.ref.namespace}/${before.ref.name}, which an earlier entry names`;
      reports.push({ object: ingress.ref, reason: 'CertificateShadowed', message, field });
    }
  }
}

/** Hosts of rules that no entry lists, neither by name nor by a wildcard that SNI takes for them. */
function findUnlisted(ingress: ParsedIngress): readonly string[] {
  const listed = new Set(ingress.tls.flatMap((entry) => entry.hosts));
  return ingress.hosts
    .map(({ host }) => host)
    .filter((host) => host !== '*' && !listed.has(host) && !listed.has(wildcardOf(host)));
}

/** Gives a certificate to the hosts it covers that have none yet; answers how many it covers. */
function assignCovered(
  byHost: Map<string, KeyPairFacts>,
  open: readonly string[],
  facts: KeyPairFacts,
): number {
  const covers = createCover(facts.names);
  const covered = open.filter(covers);
  for (const host of covered) if (!byHost.has(host)) byHost.set(host, facts);
  return covered.length;
}

function reportMismatch(
  ingress: ParsedIngress,
  { ref }: KeyPairFacts,
  hosts: readonly string[],
  field: string,
): ObjectReport {
  const message = `the certificate of Secret ${ref.namespace}/${ref.name} does not cover ${listSome(hosts)}; the default certificate is served there`;
  return { object: ingress.ref, reason: 'CertificateHostMismatch', message, field };
}
