import type { X509Certificate } from 'node:crypto';

// An alternative name with odd characters is shown in quotes; commas inside them separate nothing.
const entry = /(?:[^",]|"(?:[^"\\]|\\.)*")+/g;

/**
 * The DNS names a certificate covers, lower case, sorted. The common name counts where no alternative DNS name stands,
 * because many self-signed certificates have no other.
 */
export function certificateNames(certificate: X509Certificate): readonly string[] {
  const names = new Set<string>();
  for (const text of certificate.subjectAltName?.match(entry) ?? []) {
    const name = text.trim();
    if (name.startsWith('DNS:') && !name.includes('"')) names.add(name.slice(4).toLowerCase());
  }
  if (names.size === 0) {
    const commonName = /^CN=(.+)$/m.exec(certificate.subject ?? '')?.[1];
    if (commonName !== undefined) names.add(commonName.toLowerCase());
  }
  return [...names].sort();
}

/** Whether one of the names covers a host: it is the host, or a wildcard for its first label (RFC 6125 6.4.3). */
export function coversHost(names: readonly string[], host: string): boolean {
  if (names.includes(host)) return true;
  const dot = host.indexOf('.');
  return dot > 0 && !host.startsWith('*') && names.includes(`*${host.slice(dot)}`);
}
