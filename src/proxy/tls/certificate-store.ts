import type { SecureContext } from 'node:tls';
import { createSecureContext } from 'node:tls';
import type { KeyPair } from '../../model/index.ts';
import { secureContextOptions } from './secure-context-options.ts';

/** A key pair that OpenSSL has accepted. */
export interface StoredCertificate {
  readonly pair: KeyPair;
  /** Built once and shared by all connections: building takes a third of a millisecond, too long for a handshake. */
  readonly context: SecureContext;
}

/** The certificates of a worker by id. */
export class CertificateStore {
  readonly #certificates = new Map<string, StoredCertificate>();

  /**
   * Throws when the texts are no certificate chain and private key, do not belong together, or are too weak for OpenSSL;
   * what `id` named before then stays. An expired certificate is taken.
   */
  set(id: string, pair: KeyPair): StoredCertificate {
    // Node takes an empty text for an absent one, and the handshakes would fail instead.
    if (pair.certificate === '' || pair.key === '') throw new Error('certificate or private key is empty');
    const context = createSecureContext({ ...secureContextOptions, cert: pair.certificate, key: pair.key });
    const stored = { pair, context };
    this.#certificates.set(id, stored);
    return stored;
  }

  get(id: string): StoredCertificate | undefined {
    return this.#certificates.get(id);
  }

  /** Connections that use the certificate keep it until they end. */
  delete(id: string): void {
    this.#certificates.delete(id);
  }
}
