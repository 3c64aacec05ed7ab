import type { ObjectRef } from './object-ref.ts';

/** Names a key pair: the Secret it is in and the content hash of certificate and key. Never the bytes. */
export interface CertificateRef {
  readonly namespace: string;
  readonly name: string;
  readonly fingerprint: string;
}

/** A certificate served for a host (exact, or `*.` and a name) by SNI. */
export interface HostCertificate {
  readonly host: string;
  readonly certificate: CertificateRef;
}

/** What a listener shows to a client whose SNI names no host with a certificate. `fake` is self-signed, made by the provider. */
export type DefaultCertificate =
  | { readonly kind: 'fake' }
  | { readonly kind: 'secret'; readonly certificate: CertificateRef };

/** A certificate in use: what an operator wants to know of it. */
export interface CertificateFacts {
  readonly certificate: CertificateRef;
  /** DNS names the certificate covers. */
  readonly names: readonly string[];
  /** End of validity, milliseconds since the epoch. */
  readonly notAfter: number;
  /** The Ingresses that serve it, sorted. */
  readonly users: readonly ObjectRef[];
}

/** PEM texts of a certificate chain (leaf first) and its private key. Secret: never logged, never part of the model. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** Finds the bytes behind a reference; undefined when the Secret is gone or its fingerprint differs by now. */
export type KeyLookup = (ref: CertificateRef) => KeyPair | undefined;
