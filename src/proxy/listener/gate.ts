import type { Socket } from 'node:net';
import { AddressRanges } from '../../base/index.ts';
import { type ConnectionCaps, ConnectionCount } from './connection-count.ts';

/** What steers who may connect. */
export interface GateSettings {
  readonly connections: ConnectionCaps;
  readonly proxyProtocol: boolean;
  readonly trustedProxies: readonly string[];
}

/** Why a connection was closed before its first request, as the metric says it. */
export type Refusal = 'address-limit' | 'limit' | 'proxy-header' | 'proxy-header-timeout' | 'untrusted-peer';

export interface GateOptions {
  /** Those in force: they may be replaced as a whole, between connections. */
  readonly settings: GateSettings;
  onRefused(reason: Refusal): void;
}

/** Lets connections into a worker, or closes them at once. All listeners of the worker share it. */
export class Gate {
  readonly #options: GateOptions;
  readonly #count = new ConnectionCount();
  #ranges: readonly string[] = [];
  #trusted = new AddressRanges([]);

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Connections begin with a header of the PROXY protocol. */
  get proxyProtocol(): boolean {
    return this.#options.settings.proxyProtocol;
  }

  /** Whose headers and forwarded fields are believed. The same object until the setting changes. */
  get trusted(): AddressRanges {
    const { trustedProxies } = this.#options.settings;
    if (trustedProxies !== this.#ranges) {
      this.#trusted = new AddressRanges(trustedProxies);
      this.#ranges = trustedProxies;
    }
    return this.#trusted;
  }

  /** False where the connection was refused: it is closed then. `peer` is the other end. */
  admit(socket: Socket, peer: string): boolean {
    const { connections, proxyProtocol } = this.#options.settings;
    if (this.#count.open >= connections.most) return this.refuse(socket, 'limit');
    this.#count.add(socket);
    if (!proxyProtocol) return this.admitClient(socket, peer);
    return this.trusted.includes(peer) || this.refuse(socket, 'untrusted-peer');
  }

  /** The same, once a header has said who the client is. */
  admitClient(socket: Socket, address: string): boolean {
    const { mostPerAddress } = this.#options.settings.connections;
    if (mostPerAddress === 0 || this.trusted.includes(address)) return true;
    if (this.#count.ofAddress(address) >= mostPerAddress) return this.refuse(socket, 'address-limit');
    this.#count.addAddress(socket, address);
    return true;
  }

  /** Closes with a reset, which leaves nothing behind here, and counts it. */
  refuse(socket: Socket, reason: Refusal): false {
    socket.on('error', ignore);
    socket.resetAndDestroy();
    this.#options.onRefused(reason);
    return false;
  }
}

function ignore(): void {}
