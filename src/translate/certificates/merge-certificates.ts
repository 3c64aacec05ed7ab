import { formatRef, type HostCertificate, type ObjectRef, type ObjectReport } from '../../model/index.ts';
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
    for (const given of certificates) {
      const winner = byHost.get(given.host);
      if (winner === undefined) byHost.set(given.host, { given, by: ref });
      else if (winner.given.certificate.fingerprint !== given.certificate.fingerprint) {
        const message = `host ${given.host} is served with the certificate of ${formatRef(winner.by)}, which comes first`;
        reports.push({ object: ref, reason: 'CertificateShadowed', message, field: 'spec.tls' });
      }
    }
  }
  const certificates = [...byHost.values()].map(({ given }) => given);
  certificates.sort((a, b) => compareText(a.host, b.host));
  return { certificates, reports };
}
