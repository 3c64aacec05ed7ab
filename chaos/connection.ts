import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecurely, TLSSocket } from 'node:tls';
import { fakeShown } from '../test/support/changing-site.ts';

/** What is seen in place of an answer where the connection was refused or lost. */
export const noAnswer = 'no answer';

/** Where a connection leads; with a server name it is TLS. */
export interface Where {
  readonly address: string;
  readonly port: number;
  readonly serverName?: string;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
  /** Why the proxy itself answered, in lower case; empty for answers of backends. */
  readonly reason: string;
  /** The proxy ends the connection after it. */
  readonly closes: boolean;
  /** The SHA-256 fingerprint of the certificate shown, or `fake`; empty without TLS. */
  readonly certificate: string;
}

/** The connection ended, or could not be made, before the answer was complete. */
export class ConnectionLost extends Error {}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: ConnectionLost): void;
}

const timeoutMs = 15_000;

/** A client's connection that carries one request at a time and costs little: load is asked for by the thousand. */
export class Connection {
  /** Compared with the time of a kill; of `performance.now()`. */
  readonly openedAt: number = performance.now();
  /** 0 until connected. */
  localPort = 0;
  /** How many were sent. */
  requests = 0;
  #closed = false;
  readonly #socket: Socket;
  #received = '';
  #waiting: Waiting | undefined;
  #why = 'ended early';

  constructor({ address, port, serverName }: Where) {
    this.#socket =
      serverName === undefined
        ? connectPlain({ host: address, port, noDelay: true })
        : connectSecurely({ host: address, port, servername: serverName, rejectUnauthorized: false });
    const socket = this.#socket;
    socket.setTimeout(timeoutMs, () => this.#fail(`no answer in ${timeoutMs} ms`));
    socket.on('connect', () => {
      this.localPort = socket.localPort ?? 0;
    });
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('end', () => this.#fail('ended'));
    socket.on('error', (error) => this.#fail(error.message));
    socket.on('close', () => this.#fail('closed'));
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Sends a request; one at a time. */
  ask(request: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new ConnectionLost(this.#why));
      this.#waiting = { resolve, reject };
      this.requests += 1;
      this.#socket.write(request, 'latin1');
    });
  }

  close(): void {
    this.#closed = true;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received += chunk.toString('latin1');
    if (this.#waiting === undefined) return this.#fail(`sent unasked: ${this.#received.slice(0, 60)}`);
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = this.#received.slice(0, headEnd).toLowerCase();
    const length = Number(/\r\ncontent-length: *(\d+)/.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) return this.#fail('sent an answer without a length');
    const end = headEnd + 4 + length;
    if (this.#received.length < end) return;
    if (this.#received.length > end) return this.#fail('sent more than the answer');
    const { resolve } = this.#waiting;
    const closes = /\r\nconnection: *close/.test(head);
    const reason = /\r\nx-sluice-reason: *(\S+)/.exec(head)?.[1] ?? '';
    const body = this.#received.slice(headEnd + 4);
    this.#received = '';
    this.#waiting = undefined;
    const certificate = certificateOf(this.#socket);
    if (closes) this.close();
    resolve({ status: Number(head.slice(9, 12)), body, reason, closes, certificate });
  }

  #fail(why: string): void {
    if (this.#closed) return;
    this.#why = why;
    this.close();
    this.#waiting?.reject(new ConnectionLost(why));
    this.#waiting = undefined;
  }
}

function certificateOf(socket: Socket): string {
  if (!(socket instanceof TLSSocket)) return '';
  const { subject, fingerprint256 } = socket.getPeerCertificate();
  return subject?.CN === 'Sluice Fake Certificate' ? fakeShown : fingerprint256;
}
