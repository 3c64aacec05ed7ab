import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { KeyPair } from '../../../model/index.ts';

const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----/g;
/** Certificates of a chain at most; those after are of no use to any client. */
const longestChain = 10;

/**
 * A key pair in the form CLB takes: the leaf first, then those that issued it, in lines of 64 columns without blank ones; the key
 * as `RSA PRIVATE KEY` (PKCS #1) or `EC PRIVATE KEY` (SEC 1).
 * @throws Error, without any of their bytes, when the texts hold no such pair, or a key of another kind.
 */
export function clbKeyPair({ certificate, key }: KeyPair): KeyPair {
  const given = [...certificate.matchAll(block)].map(([text]) => new X509Certificate(text));
  const secret = createPrivateKey(key);
  const leaf = given.find((one) => one.checkPrivateKey(secret));
  if (leaf === undefined) throw new Error('the key belongs to none of the certificates');
  return { certificate: orderChain(leaf, given).map(String).join(''), key: exportKey(secret) };
}

/** CLB refuses what is out of order, which the servers that Secrets are written for often take. */
function orderChain(leaf: X509Certificate, given: readonly X509Certificate[]): readonly X509Certificate[] {
  const chain = [leaf];
  while (chain.length < longestChain) {
    const last = chain.at(-1) ?? leaf;
    const issuer = given.find(
      (one) => !chain.some((other) => other.fingerprint256 === one.fingerprint256) && last.checkIssued(one),
    );
    if (issuer === undefined) break;
    chain.push(issuer);
  }
  return chain;
}

function exportKey(key: KeyObject): string {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return key.export({ type: 'pkcs1', format: 'pem' }).toString();
    case 'ec':
      return key.export({ type: 'sec1', format: 'pem' }).toString();
    default:
      throw new Error(`a key of type ${key.asymmetricKeyType} is not taken; RSA and ECDSA keys are`);
  }
}
