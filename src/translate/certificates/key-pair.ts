import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Secret } from '../../kubernetes/types/index.ts';
import type { CertificateRef } from '../../model/index.ts';
import { certificateNames } from './certificate-names.ts';
import { readKeyPair, referTo } from './key-lookup.ts';

/** A usable key pair, without its bytes. */
export interface KeyPairFacts {
  readonly ref: CertificateRef;
  /** DNS names the certificate covers, sorted. */
  readonly names: readonly string[];
  /** End of validity, milliseconds since the epoch. */
  readonly notAfter: number;
}

/** What a Secret is worth to TLS. The text never holds key material. */
export type KeyPairVerdict =
  | { readonly kind: 'usable'; readonly facts: KeyPairFacts }
  | { readonly kind: 'CertificateInvalid' | 'CertificateKeyMismatch'; readonly text: string };

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;
const maxChainLength = 20;
const maxPemLength = 1 << 20;
// OpenSSL at the security level of Node refuses less.
const minRsaBits = 2048;
/** The curves TLS 1.3 clients take certificates of (RFC 8446 4.2.3). */
const curves: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

/** Checks the certificate chain and key of a Secret, whatever its type: both parse, and they belong together. */
export function inspectKeyPair(secret: Secret): KeyPairVerdict {
  try {
    return inspect(secret);
  } catch {
    // OpenSSL refused something of a certificate that it parsed; its own words could quote the input.
    return invalid('has a certificate or key that cannot be read');
  }
}

function inspect(secret: Secret): KeyPairVerdict {
  const pair = readKeyPair(secret);
  if (pair === undefined) return invalid('lacks tls.crt or tls.key');
  if (pair.certificate.length > maxPemLength || pair.key.length > maxPemLength)
    return invalid('is too large');
  const chain = parseChain(pair.certificate);
  if (typeof chain === 'string') return invalid(chain);
  const [leaf, ...issuers] = chain;
  if (leaf === undefined) return invalid('has no PEM certificate in tls.crt');
  const key = parseKey(pair.key);
  if (typeof key === 'string') return invalid(key);
  if (!leaf.checkPrivateKey(key)) {
    const place = issuers.findIndex((issuer) => issuer.checkPrivateKey(key));
    const text =
      place === -1
        ? 'has a key that does not belong to its certificate'
        : `has the certificate of its key at place ${place + 2} of the chain instead of first`;
    return { kind: 'CertificateKeyMismatch', text };
  }
  const notAfter = leaf.validToDate.getTime();
  return { kind: 'usable', facts: { ref: referTo(secret, pair), names: certificateNames(leaf), notAfter } };
}

function invalid(text: string): KeyPairVerdict {
  return { kind: 'CertificateInvalid', text };
}

/** The certificates of a PEM text, or what is wrong with it. */
function parseChain(pem: string): readonly X509Certificate[] | string {
  const blocks = pem.match(pemCertificate) ?? [];
  const begun = pem.split('-----BEGIN CERTIFICATE-----').length - 1;
  if (begun !== blocks.length) return 'has an incomplete PEM block in tls.crt';
  if (blocks.length > maxChainLength) return `has more than ${maxChainLength} certificates in tls.crt`;
  const chain: X509Certificate[] = [];
  for (const [index, block] of blocks.entries()) {
    try {
      chain.push(new X509Certificate(block));
    } catch {
      return `has a certificate in tls.crt, number ${index + 1}, that does not parse`;
    }
  }
  return chain;
}

/** The private key of a PEM text, or what is wrong with it. */
function parseKey(pem: string): KeyObject | string {
  // A key under a passphrase would make OpenSSL ask for it.
  if (/ENCRYPTED/.test(pem)) return 'has an encrypted key in tls.key';
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    return 'has no PEM private key in tls.key that parses';
  }
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss': {
      const bits = details?.modulusLength ?? 0;
      return bits < minRsaBits ? `has an RSA key of ${bits} bits; at least ${minRsaBits} are needed` : key;
    }
    case 'ec': {
      const curve = details?.namedCurve ?? 'none';
      return curves.has(curve) ? key : `has a key on curve ${curve}, which TLS clients do not take`;
    }
    case 'ed25519':
      return key;
    default:
      return `has a key of type ${key.asymmetricKeyType ?? 'unknown'}, which TLS does not use`;
  }
}
