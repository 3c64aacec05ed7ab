import { formatRef, type HostCertificate, type ObjectRef, type ObjectReport } from '../../model/index.ts';
import { listSome } from '../list-some.ts';
import { compareText } from '../order.ts';
import type { TlsResult } from './resolve-tls.ts';

/** The certificates of a group, sorted by host: the first Ingress that has one for a host gives it. */
export function mergeCertificates(results: readonly TlsResult[]): {
  certificates: readonly HostCertificate[];
  reports: readonly ObjectReport[];
} {
  const byHost = new Map<string, { given: HostCertificate; by: ObjectRef }>();
  const reports: ObjectReport[] = [];
  for (const { ref, certificates } of results) {
    const lost = new Map<ObjectRef, string[]>();
    for (const given of certificates) {
      const winner = byHost.get(given.host);
      if (winner === undefined) byHost.set(given.host, { given, by: ref });
      else if (winner.given.certificate.fingerprint !== given.certificate.fingerprint) {
        const hosts = lost.get(winner.by) ?? [];
        lost.set(winner.by, hosts);
        hosts.push(given.host);
      }
    }
    for (const [winner, hosts] of lost) reports.push(reportShadow(ref, winner, hosts));
  }
  const certificates = [...byHost.values()].map(({ given }) => given);
  certificates.sort((a, b) => compareText(a.host, b.host));
  return { certificates, reports };
}

function reportShadow(object: ObjectRef, winner: ObjectRef, hosts: readonly string[]): ObjectReport {
  const message = `the certificate of ${formatRef(winner)}, which comes first, is served for ${listSome(hosts)}`;
  return { object, reason: 'CertificateShadowed', message, field: 'spec.tls' };
}
