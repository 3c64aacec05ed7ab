import { createServer, type Server, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { plainAddress, systemErrorCode } from '../../base/index.ts';
import type { ListenerPart } from '../config/index.ts';
import type { Client, Downstream } from '../forward/downstream.ts';
import { Http1DownstreamConnection } from '../http1/downstream-connection.ts';
import {
  type Activity,
  type ConnectionBounds,
  type DownstreamOwner,
  type DownstreamTimeouts,
  drainGrace,
} from '../http1/downstream-owner.ts';
import type { MessageLimits } from '../http1/limits.ts';
import type { MessageError } from '../http1/message-error.ts';
import { ConnectionClient } from '../listener/connection-client.ts';
import type { Deadlines } from '../listener/deadlines.ts';
import type { Gate } from '../listener/gate.ts';
import { ProxyHeaders } from '../listener/proxy-headers.ts';
import { type StoredCertificate, TlsTerminator } from '../tls/index.ts';
import type { DataPlaneCounters } from './data-plane-counters.ts';
import type { TableRuntime } from './table-runtime.ts';

/** What all listeners of a worker share. */
export interface ListenerContext {
  readonly deadlines: Deadlines;
  /** Those in force: they may be others for the next connection. */
  readonly timeouts: DownstreamTimeouts;
  readonly bounds: ConnectionBounds;
  readonly limits: MessageLimits;
  readonly reasonHeader: boolean;
  readonly counters: DataPlaneCounters;
  readonly gate: Gate;
  onRequest(table: TableRuntime, downstream: Downstream): void;
  onRefused(client: Client, error: MessageError, startedAt: number): void;
}

/** What may change while a listener stays open. */
export interface ListenerSettings {
  readonly part: ListenerPart;
  readonly table: TableRuntime;
  /** The port clients use for HTTPS with the same routing table; undefined where no listener has it. */
  readonly httpsPort: number | undefined;
  /** Set for https only. */
  readonly certificate: StoredCertificate | undefined;
  readonly ticketKeys: Buffer | undefined;
  /** Milliseconds for the handshake of a client; for https only. */
  readonly handshakeTimeout: number;
}

/** A port that is listened on, and the connections that came in by it. */
export class ListenerRuntime implements DownstreamOwner {
  readonly deadlines: Deadlines;
  readonly #context: ListenerContext;
  readonly #connections = new Set<Http1DownstreamConnection>();
  readonly #server: Server;
  /** Connections so far. */
  accepted = 0;
  readonly #proxyHeaders: ProxyHeaders;
  readonly #connectionsName: string;
  #settings: ListenerSettings;
  #terminator: TlsTerminator | undefined;
  #draining = false;
  #onEmpty: (() => void) | undefined;
  #arrivalGrace: NodeJS.Timeout | undefined;
  #drained: Promise<void> | undefined;

  constructor(settings: ListenerSettings, context: ListenerContext) {
    this.#settings = settings;
    this.#context = context;
    this.deadlines = context.deadlines;
    this.#proxyHeaders = new ProxyHeaders(context.gate, context.deadlines);
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
    this.#terminator = this.#makeTerminator();
    this.#connectionsName = `connections ${settings.part.id}`;
  }

  get part(): ListenerPart {
    return this.#settings.part;
  }

  get timeouts(): DownstreamTimeouts {
    return this.#context.timeouts;
  }

  get reasonHeader(): boolean {
    return this.#context.reasonHeader;
  }

  get bounds(): ConnectionBounds {
    return this.#context.bounds;
  }

  get limits(): MessageLimits {
    return this.#context.limits;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** The port in fact listened on, where the part asks for any. */
  get port(): number {
    const address = this.#server.address();
    return address !== null && typeof address === 'object' ? address.port : this.part.port;
  }

  /** Resolves with the system's error code when the port cannot be listened on. */
  open(): Promise<string | undefined> {
    const { address, port } = this.part;
    return new Promise((resolve) => {
      this.#server.once('error', (error) => resolve(systemErrorCode(error) ?? 'UNKNOWN'));
      this.#server.listen({ host: address, port, backlog: 4096 }, () => {
        this.#server.removeAllListeners('error');
        // A failed accept (too many open files) concerns the connection that was to come, no other.
        this.#server.on('error', () => {});
        resolve(undefined);
      });
    });
  }

  /** Takes settings of the same address, port and protocol; open connections notice nothing. */
  change(settings: ListenerSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    const other = settings.table !== before.table || settings.handshakeTimeout !== before.handshakeTimeout;
    if (this.#terminator === undefined || other) this.#terminator = this.#makeTerminator();
    else {
      if (settings.certificate !== undefined && settings.certificate !== before.certificate) {
        this.#terminator.setDefault(settings.certificate);
      }
      if (settings.ticketKeys !== undefined && settings.ticketKeys !== before.ticketKeys) {
        this.#terminator.setTicketKeys(settings.ticketKeys);
      }
    }
  }

  /** How many connections do what. */
  activities(): Readonly<Record<Activity, number>> {
    const count = { active: 0, idle: 0, tunnel: 0 };
    for (const { activity } of this.#connections) count[activity] += 1;
    return count;
  }

  /** Accepts no more; resolves when the last connection has ended. Requests in progress are finished. */
  drain(): Promise<void> {
    this.#drained ??= this.#drain();
    return this.#drained;
  }

  /** From now on each response is the last of its connection. */
  announceDrain(): void {
    this.#draining = true;
    for (const connection of this.#connections) connection.drain();
  }

  #drain(): Promise<void> {
    this.#server.close();
    this.announceDrain();
    const arriving = this.#proxyHeaders.waiting + (this.#terminator?.handshaking ?? 0);
    if (arriving > 0) this.#waitForArriving();
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
      this.#settleIfEmpty();
    });
  }

  /** Ends every connection at once. */
  destroy(): void {
    this.#draining = true;
    clearTimeout(this.#arrivalGrace);
    this.#proxyHeaders.close();
    this.#server.close();
    for (const connection of this.#connections) connection.destroy();
    this.#terminator?.close();
  }

  onRequest(downstream: Downstream): void {
    this.#context.onRequest(this.#settings.table, downstream);
  }

  onRefused(client: Client, error: MessageError, startedAt: number): void {
    this.#context.onRefused(client, error, startedAt);
  }

  onGone(connection: Http1DownstreamConnection): void {
    this.#connections.delete(connection);
    this.#settleIfEmpty();
  }

  #settleIfEmpty(): void {
    if (this.#connections.size === 0 && this.#arrivalGrace === undefined) this.#onEmpty?.();
  }

  /** A handshake that has begun, or a PROXY header, gets as long as an idle connection, to become a request. */
  #waitForArriving(): void {
    this.#arrivalGrace = setTimeout(() => {
      this.#arrivalGrace = undefined;
      this.#proxyHeaders.close();
      this.#settleIfEmpty();
    }, drainGrace);
  }

  #accept(socket: Socket): void {
    this.accepted += 1;
    const { counters, gate } = this.#context;
    const peer = peerOf(socket);
    if (peer === undefined || !gate.admit(socket, peer)) return;
    counters.add(this.#connectionsName);
    if (gate.proxyProtocol) this.#proxyHeaders.read(socket, this.#onProxyHeader);
    else this.#enter(socket);
  }

  readonly #onProxyHeader = (socket: Socket): void => {
    this.#enter(socket);
    // It was paused behind its header; a TLS handshake reads what waits by itself.
    if (this.#terminator === undefined) socket.resume();
  };

  #enter(socket: Socket): void {
    if (this.#terminator !== undefined) this.#terminator.accept(socket);
    else this.#serve(socket, false, '');
  }

  #serve(socket: Socket, secure: boolean, serverName: string): void {
    const peer = peerOf(socket);
    if (peer === undefined) return;
    const arrival = {
      peer,
      port: socket.remotePort ?? 0,
      secure,
      publishedPort: this.part.publishedPort,
      httpsPort: this.#settings.httpsPort,
      serverName,
      proxied: this.#proxyHeaders.of(socket),
    };
    const client = new ConnectionClient(arrival, this.#context.gate);
    const connection = new Http1DownstreamConnection(socket, client, this);
    this.#connections.add(connection);
    if (this.#draining) connection.drain();
  }

  #makeTerminator(): TlsTerminator | undefined {
    const { part, table, certificate, ticketKeys, handshakeTimeout } = this.#settings;
    if (part.protocol === 'http' || certificate === undefined) return undefined;
    return new TlsTerminator({
      table: part.table,
      defaultCertificate: certificate,
      handshakeTimeout,
      ...(ticketKeys !== undefined && { ticketKeys }),
      select: (name) => table.serverNames.find(name)?.context,
      onSecure: (socket: TLSSocket) => this.#serve(socket, true, nameOf(socket)),
      onFailure: () => this.#context.counters.add('handshakeFailures'),
    });
  }
}

function nameOf(socket: TLSSocket): string {
  // False on a resumed TLS 1.2 session, whatever the types say.
  const name: unknown = 'servername' in socket ? socket.servername : undefined;
  return typeof name === 'string' ? name : '';
}

/** The address at the other end; undefined where it has gone before we came to it: there is no one left to talk to. */
function peerOf(socket: Socket): string | undefined {
  const peer = socket.remoteAddress === undefined ? undefined : plainAddress(socket.remoteAddress);
  if (peer === undefined) {
    socket.on('error', () => {});
    socket.destroy();
  }
  return peer;
}
