import type { AddressRanges } from '../../base/index.ts';
import type { Client } from '../forward/downstream.ts';
import type { ProxiedConnection } from './proxy-protocol.ts';

/** How a connection came in. */
export interface Arrival {
  /** The other end. */
  readonly peer: string;
  readonly port: number;
  /** The connection itself is encrypted. */
  readonly secure: boolean;
  readonly publishedPort: number;
  readonly httpsPort: number | undefined;
  readonly serverName: string;
  /** Whom a PROXY header named. */
  readonly proxied: ProxiedConnection | undefined;
}

/** The client of a connection. Whether it is trusted follows the setting, also while the connection is open. */
export class ConnectionClient implements Client {
  readonly address: string;
  readonly port: number;
  readonly secure: boolean;
  readonly publishedPort: number;
  readonly httpsPort: number | undefined;
  readonly serverName: string;
  readonly peer: string | undefined;
  readonly #gate: { readonly trusted: AddressRanges };
  #looked: AddressRanges;
  #trusted: boolean;

  constructor(arrival: Arrival, gate: { readonly trusted: AddressRanges }) {
    const { peer, port, secure, publishedPort, httpsPort, serverName, proxied } = arrival;
    this.address = proxied?.address ?? peer;
    this.port = proxied?.port ?? port;
    this.secure = secure || isHttps(proxied?.destinationPort, httpsPort);
    this.publishedPort = proxied === undefined ? publishedPort : proxied.destinationPort;
    this.httpsPort = httpsPort;
    this.serverName = serverName;
    this.peer = this.address === peer ? undefined : peer;
    this.#gate = gate;
    this.#looked = gate.trusted;
    this.#trusted = this.#looked.includes(this.address);
  }

  get trusted(): AddressRanges | undefined {
    const { trusted } = this.#gate;
    if (trusted !== this.#looked) {
      this.#looked = trusted;
      this.#trusted = trusted.includes(this.address);
    }
    return this.#trusted ? trusted : undefined;
  }
}

/** A proxy that ends TLS itself sends on, unencrypted, what came to its port for HTTPS. */
function isHttps(port: number | undefined, httpsPort: number | undefined): boolean {
  return port !== undefined && (port === 443 || port === httpsPort);
}
