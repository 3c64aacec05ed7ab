import { createSecureContext } from 'node:tls';
import { errorMessage } from '../../base/index.ts';
import type { CertificateRef, KeyLookup, KeyPair } from '../../model/index.ts';
import { type EncodedPart, encodePart, type ListenerPart } from '../../proxy/index.ts';
import type { FakeCertificate } from '../fake-certificate.ts';
import type { ProviderProblem } from '../load-balancer-provider.ts';
import type { HeldParts } from './held-parts.ts';
import type { PartChanges } from './operations.ts';
import { wantedListener } from './wanted-parts.ts';

/** The changes of one load balancer, ready to travel. */
export interface PreparedParts {
  readonly loadBalancer: string;
  readonly set: readonly EncodedPart[];
  readonly deleted: readonly string[];
  readonly listeners: readonly ListenerPart[];
  /** Certificates that could not be had. */
  readonly problems: readonly ProviderProblem[];
}

/** Where key pairs come from and what is there already. */
export interface Keys {
  readonly lookup: KeyLookup;
  readonly fake: FakeCertificate;
  readonly held: HeldParts;
  /** Whether to try each pair with TLS itself (over half a millisecond each) before it is sent. */
  readonly verify: boolean;
}

/**
 * Adds the certificates that the workers do not hold. Where one cannot be had, the parts that name it stay as the
 * workers have them; a listener that would be new shows the fake certificate.
 */
export function prepareParts(loadBalancer: string, changes: PartChanges, keys: Keys): PreparedParts {
  const set = new Map<string, EncodedPart>();
  const listeners: ListenerPart[] = [];
  const problems: ProviderProblem[] = [];
  const missing = new Set<string>();
  const addCertificate = (id: string, ref: CertificateRef | undefined): void => {
    if (keys.held.hasCertificate(id)) return;
    const found = ref === undefined ? keys.fake : findKeyPair(ref, keys);
    if ('reason' in found) {
      missing.add(id);
      problems.push(found);
      return;
    }
    const { certificate, key } = found;
    add(encodePart({ kind: 'certificate', id, certificate, key }));
  };
  const add = (part: EncodedPart): void => {
    set.set(part.key, part);
  };

  for (const [id, ref] of changes.certificates) addCertificate(id, ref);
  const held = keys.held.ofTable(loadBalancer);
  for (const { encoded, certificate, listener } of changes.set) {
    if (certificate === undefined || !missing.has(certificate)) {
      add(encoded);
      if (listener !== undefined) listeners.push(listener);
    } else if (listener !== undefined && !held.has(encoded.key)) {
      const other = { ...listener, defaultCertificate: keys.fake.id };
      addCertificate(keys.fake.id, undefined);
      add(wantedListener(other).encoded);
      listeners.push(other);
    }
  }
  return { loadBalancer, set: [...set.values()], deleted: changes.deleted, listeners, problems };
}

function findKeyPair(ref: CertificateRef, { lookup, verify }: Keys): KeyPair | ProviderProblem {
  const secret = `Secret ${ref.namespace}/${ref.name}`;
  const pair = lookup(ref);
  if (pair === undefined) {
    return {
      reason: 'CertificateNotFound',
      message: `${secret} is gone or has changed; its certificate cannot be served.`,
    };
  }
  if (!verify) return pair;
  try {
    createSecureContext({ cert: pair.certificate, key: pair.key });
    return pair;
  } catch (error) {
    return {
      reason: 'CertificateInvalid',
      message: `${secret} cannot be used for TLS: ${errorMessage(error)}.`,
    };
  }
}
