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

/** Answers whether one of the names covers a host: it is the host, or a wildcard for its first label (RFC 6125 6.4.3). */
export function createCover(names: readonly string[]): (host: string) => boolean {
  const known = new Set(names);
  return (host) => known.has(host) || (!host.startsWith('*') && known.has(wildcardOf(host)));
}

/** `*.example.com` for `www.example.com`; a wildcard, or a name of one label, is its own. */
export function wildcardOf(host: string): string {
  const dot = host.indexOf('.');
  return dot === -1 ? host : `*${host.slice(dot)}`;
}
