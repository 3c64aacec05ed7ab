import { randomBytes, webcrypto } from 'node:crypto';
import type { KeyPair } from '../model/index.ts';
import { provideReflectMetadata } from './reflect-metadata.ts';

/** `ecdsa`: on the curve P-256. `rsa`: of 2048 bits. */
export type KeyKind = 'ecdsa' | 'rsa';

const ALGORITHMS = {
  ecdsa: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
    hash: 'SHA-256',
  },
} as const;
const TEN_YEARS = 10 * 365 * 86_400_000;

/** Makes a self-signed server certificate for one DNS name, valid for ten years from `now`. */
export async function makeSelfSigned(
  commonName: string,
  dnsName: string,
  now: number,
  kind: KeyKind = 'ecdsa',
): Promise<KeyPair> {
  provideReflectMetadata();
  // Loaded here: a start that finds its certificate on disk never pays for the library.
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  const signingAlgorithm = ALGORITHMS[kind];
  const keys = await webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
  const { digitalSignature, keyEncipherment } = x509.KeyUsageFlags;
  const serial = randomBytes(16);
  // RFC 5280, 4.1.2.2: a positive number of at most 20 octets.
  serial.writeUInt8((serial.readUInt8(0) & 0x7f) | 0x40, 0);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial.toString('hex'),
    name: [{ CN: [commonName] }],
    // A minute back, for clients whose clock is behind.
    notBefore: new Date(now - 60_000),
    notAfter: new Date(now + TEN_YEARS),
    signingAlgorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      // RFC 5246, 7.4.2: with RSA, clients that know no better exchange may encrypt their secret with the key.
      new x509.KeyUsagesExtension(
        kind === 'rsa' ? digitalSignature | keyEncipherment : digitalSignature,
        true,
      ),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: dnsName }]),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return { certificate: `${certificate.toString('pem')}\n`, key: pem('PRIVATE KEY', pkcs8) };
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
