export type { StoredCertificate } from './certificate-store.ts';
export { CertificateStore } from './certificate-store.ts';
export { secureContextOptions } from './secure-context-options.ts';
export type { ServerBehaviour, ServerContext } from './tls-server-options.ts';
export { tlsServerOptions } from './tls-server-options.ts';
export type { TlsTerminatorOptions } from './tls-terminator.ts';
export { TlsTerminator } from './tls-terminator.ts';
