import { hkdfSync } from 'node:crypto';
import type { SecureContext, SecureContextOptions, TlsOptions } from 'node:tls';
import { contentHash } from '../../base/index.ts';
import type { StoredCertificate } from './certificate-store.ts';
import { secureContextOptions } from './secure-context-options.ts';

const ticketKeysLength = 48;
const sessionSeconds = 12 * 3600;

/** What the default context of a server is made from. */
export interface ServerContext {
  /** Routing table: a session of one table cannot be resumed at another. */
  readonly table: string;
  /** Shown to clients without SNI and to those whose name is not known. */
  readonly defaultCertificate: StoredCertificate;
  /** 48 bytes, the same in all workers; absent: this process makes its own. */
  readonly ticketKeys?: Buffer;
}

/** What stays for the life of a server. */
export interface ServerBehaviour {
  /** Context for a name in lower case without trailing dot; undefined: the default certificate. */
  readonly select: (servername: string) => SecureContext | undefined;
  /** Milliseconds. */
  readonly handshakeTimeout: number;
}

/** Options of a `tls.Server` towards clients. Throws as {@link serverContextOptions} does. */
export function tlsServerOptions(context: ServerContext, behaviour: ServerBehaviour): TlsOptions {
  return {
    ...serverContextOptions(context),
    handshakeTimeout: behaviour.handshakeTimeout,
    ALPNProtocols: ['http/1.1'],
    SNICallback(servername, done) {
      done(null, selectSafely(behaviour.select, servername));
    },
  };
}

/** The part of the options that changes with the default certificate. Throws RangeError for ticket keys that are not 48 bytes. */
export function serverContextOptions(context: ServerContext): SecureContextOptions {
  const { table, defaultCertificate, ticketKeys } = context;
  return {
    ...secureContextOptions,
    cert: defaultCertificate.pair.certificate,
    key: defaultCertificate.pair.key,
    // The default of Node depends on the command line, and so may differ among workers.
    sessionIdContext: contentHash(`tls-session/${table}`),
    sessionTimeout: sessionSeconds,
    ...(ticketKeys && { ticketKeys: deriveTicketKeys(ticketKeys, table) }),
  };
}

/** Ticket keys of one table, so that no ticket opens at another. Throws RangeError unless `shared` has 48 bytes. */
export function deriveTicketKeys(shared: Buffer, table: string): Buffer {
  if (shared.length !== ticketKeysLength) throw new RangeError('ticket keys must have 48 bytes');
  return Buffer.from(hkdfSync('sha256', shared, '', `tls-tickets/${table}`, ticketKeysLength));
}

// A throw out of this callback would end the process in some versions of Node (CVE-2026-21637).
function selectSafely(select: ServerBehaviour['select'], servername: string): SecureContext | undefined {
  try {
    const name = servername.toLowerCase();
    return select(name.endsWith('.') ? name.slice(0, -1) : name);
  } catch {
    return undefined;
  }
}
