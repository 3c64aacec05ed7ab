import { webcrypto } from 'node:crypto';
import type { KeyPair } from '../../../model/index.ts';
import { provideReflectMetadata } from '../../reflect-metadata.ts';

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
  hash: 'SHA-256',
};

interface Signer {
  readonly name: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** A self-signed RSA certificate and its PKCS #8 key. */
export async function rsaPair(): Promise<KeyPair> {
  const keys = await makeKeys(rsa);
  const own = { name: 'CN=rsa', keys };
  return { certificate: await issue(own, own, rsa), key: await pkcs8(keys) };
}

/** A leaf, who issued it, and who issued that one, with the key of the leaf. */
export async function issuedChain(): Promise<{
  readonly leaf: string;
  readonly intermediate: string;
  readonly root: string;
  readonly key: string;
}> {
  const [top, middle, bottom] = await Promise.all([makeKeys(ecdsa), makeKeys(ecdsa), makeKeys(ecdsa)]);
  const root = { name: 'CN=root', keys: top };
  const intermediate = { name: 'CN=intermediate', keys: middle };
  return {
    root: await issue(root, root, ecdsa),
    intermediate: await issue(intermediate, root, ecdsa),
    leaf: await issue({ name: 'CN=leaf', keys: bottom }, intermediate, ecdsa),
    key: await pkcs8(bottom),
  };
}

function makeKeys(algorithm: typeof ecdsa | typeof rsa): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function issue(subject: Signer, issuer: Signer, algorithm: typeof ecdsa | typeof rsa): Promise<string> {
  provideReflectMetadata();
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: subject.name,
    issuer: issuer.name,
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2049-12-31'),
    publicKey: subject.keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(subject.name !== 'CN=leaf', undefined, true)],
  });
  return `${certificate.toString('pem')}\n`;
}

async function pkcs8({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`;
}
