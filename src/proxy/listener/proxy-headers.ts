import type { Socket } from 'node:net';
import type { Deadlines, Expirable } from './deadlines.ts';
import type { Gate } from './gate.ts';
import { type ProxiedConnection, readProxyHeader } from './proxy-protocol.ts';

/** Milliseconds for a whole header: a proxy sends it as soon as it is connected. */
const headerTimeout = 5000;

/** Reads the headers of the PROXY protocol that the connections of a listener begin with, and keeps what they say. */
export class ProxyHeaders {
  readonly #gate: Gate;
  readonly #deadlines: Deadlines;
  readonly #timeout: number;
  readonly #waiting = new Set<WaitingSocket>();
  /** By the two ends of the connection: the socket behind a TLS handshake is another, its ends are the same. */
  readonly #proxied = new Map<string, ProxiedConnection>();

  /** `timeout` in milliseconds. */
  constructor(gate: Gate, deadlines: Deadlines, timeout: number = headerTimeout) {
    this.#gate = gate;
    this.#timeout = timeout;
    this.#deadlines = deadlines;
  }

  /** How many connections have not sent their header yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Calls `done` with the socket once its header was read; what came behind it is left to be read, and the socket is paused.
   * A connection without a valid one is closed.
   */
  read(socket: Socket, done: (socket: Socket) => void): void {
    const waiting = new WaitingSocket(socket, this.#deadlines.after(this.#timeout), {
      onHeader: (connection) => {
        this.#leave(waiting);
        if (connection !== undefined) {
          if (!this.#gate.admitClient(socket, connection.address)) return;
          this.#keep(socket, connection);
        }
        done(socket);
      },
      onFailure: (reason) => {
        this.#leave(waiting);
        this.#gate.refuse(socket, reason);
      },
    });
    this.#waiting.add(waiting);
    this.#deadlines.add(waiting);
  }

  /** Whom the header of a connection named; undefined where it named no one, or there was none. */
  of(socket: Socket): ProxiedConnection | undefined {
    return this.#proxied.size === 0 ? undefined : this.#proxied.get(endsOf(socket));
  }

  /** Closes the connections that wait. */
  close(): void {
    for (const waiting of this.#waiting) {
      this.#leave(waiting);
      waiting.socket.destroy();
    }
  }

  #leave(waiting: WaitingSocket): void {
    waiting.end();
    this.#waiting.delete(waiting);
    this.#deadlines.remove(waiting);
  }

  #keep(socket: Socket, connection: ProxiedConnection): void {
    const ends = endsOf(socket);
    this.#proxied.set(ends, connection);
    socket.once('close', () => this.#proxied.delete(ends));
  }
}

function endsOf({ remoteAddress, remotePort, localAddress }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress}`;
}

interface WaitingEvents {
  onHeader(connection: ProxiedConnection | undefined): void;
  onFailure(reason: 'proxy-header' | 'proxy-header-timeout'): void;
}

/** A connection before its header. */
class WaitingSocket implements Expirable {
  deadline: number;
  readonly socket: Socket;
  readonly #events: WaitingEvents;
  #received: Buffer | undefined;

  constructor(socket: Socket, deadline: number, events: WaitingEvents) {
    this.socket = socket;
    this.deadline = deadline;
    this.#events = events;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onEnd);
    socket.on('close', this.#onEnd);
  }

  onDeadline(): void {
    this.#events.onFailure('proxy-header-timeout');
  }

  /** Takes no more of the socket. */
  end(): void {
    this.socket.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onEnd);
    this.socket.off('error', this.#onEnd);
    this.socket.pause();
  }

  #onData = (data: Buffer): void => {
    const received = this.#received === undefined ? data : Buffer.concat([this.#received, data]);
    const header = readProxyHeader(received);
    if (header.kind === 'incomplete') this.#received = received;
    else if (header.kind === 'malformed') this.#events.onFailure('proxy-header');
    else {
      this.socket.pause();
      if (header.length < received.length) this.socket.unshift(received.subarray(header.length));
      this.#events.onHeader(header.connection);
    }
  };

  #onEnd = (): void => this.#events.onFailure('proxy-header');
}
