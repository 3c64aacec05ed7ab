import { contentHash } from '../../base/index.ts';
import type { Secret } from '../../kubernetes/types/index.ts';
import type { CertificateRef, KeyLookup, KeyPair } from '../../model/index.ts';
import type { Snapshot } from '../../snapshot/index.ts';

/** Finds key pairs in the Secrets of a snapshot, by reference and fingerprint. */
export function keyLookup(snapshot: Snapshot): KeyLookup {
  return (ref) => {
    const secret = snapshot.secrets.get(`${ref.namespace}/${ref.name}`);
    const pair = secret === undefined ? undefined : readKeyPair(secret);
    return pair !== undefined && fingerprint(pair) === ref.fingerprint ? pair : undefined;
  };
}

/** The texts of a Secret's key pair, unchecked; undefined when one is absent or empty. */
export function readKeyPair(secret: Secret): KeyPair | undefined {
  const certificate = secret.data['tls.crt'];
  const key = secret.data['tls.key'];
  return certificate && key ? { certificate, key } : undefined;
}

/** The reference to the key pair a Secret holds. */
export function referTo(secret: Secret, pair: KeyPair): CertificateRef {
  const { namespace = 'default', name } = secret.metadata;
  return { namespace, name, fingerprint: fingerprint(pair) };
}

function fingerprint(pair: KeyPair): string {
  return contentHash(`${pair.certificate}\n${pair.key}`);
}
