import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { headerOf, MessageReader } from '../../../test/support/message-reader.ts';
import {
  type Answer,
  bodyChunks,
  bodySize,
  Moment,
  type Script,
  type SeenRequest,
} from './forwarding-harness.test-support.ts';

/** A backend on a real socket that plays the next script for each request. */
export class SocketOrigin {
  readonly seen: SeenRequest[] = [];
  readonly hanging: Moment = new Moment();
  readonly abandoned: Moment = new Moment();
  readonly #scripts: Script[];
  readonly #server: Server = createServer({ allowHalfOpen: true }, (socket) => this.#serve(socket));
  readonly #sockets = new Set<Socket>();

  /** Attempts that are refused never get here. */
  constructor(scripts: readonly Script[]) {
    this.#scripts = scripts.filter((script) => script.kind !== 'refuse');
  }

  /** Resolves with the port. */
  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    let play: Play | undefined;
    socket.on('end', () => {
      play?.onEnd();
      socket.end();
    });
    socket.on('data', (data: Buffer) => {
      if (play?.over === true && play.early) return;
      if (play === undefined || play.over) {
        const script = this.#scripts.shift();
        if (script === undefined) throw new Error('more attempts than scripts');
        play = new Play(script, socket, this);
      }
      play.onData(data);
    });
  }
}

class Play {
  over = false;
  /** Answered before the request was complete: what still comes of it goes unread. */
  early = false;
  readonly #script: Script;
  readonly #socket: Socket;
  readonly #origin: SocketOrigin;
  readonly #reader = new MessageReader('request');
  #begun = false;
  #tunnel = false;

  constructor(script: Script, socket: Socket, origin: SocketOrigin) {
    this.#script = script;
    this.#socket = socket;
    this.#origin = origin;
  }

  onData(data: Buffer): void {
    if (this.#tunnel) {
      this.#socket.write(data);
      return;
    }
    this.#reader.feed(data);
    if (!this.#reader.headComplete) return;
    if (!this.#begun) this.#begin();
    const script = this.#script;
    if (script.kind !== 'answer' || this.over) return;
    if (script.slowReader === true) this.#readSlowly();
    if (!this.#reader.complete && script.early !== true) return;
    this.#note();
    void this.#answer(script);
  }

  onEnd(): void {
    if (this.#script.kind === 'tunnel') this.#socket.write(this.#script.farewell);
    this.#origin.abandoned.happens();
  }

  #begin(): void {
    this.#begun = true;
    const script = this.#script;
    if (script.kind === 'answer') {
      for (const status of script.informational ?? []) this.#socket.write(`HTTP/1.1 ${status} Note\r\n\r\n`);
      return;
    }
    this.#note();
    if (script.kind === 'hang') this.#origin.hanging.happens();
    else if (script.kind === 'close') this.#socket.end();
    else if (script.kind === 'nonsense') this.#socket.write('what?\r\n\r\n');
    else if (script.kind === 'tunnel') {
      this.#tunnel = true;
      this.#socket.write(
        `HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n${script.greeting}`,
      );
      if (this.#reader.rest.length > 0) throw new Error('bytes of the tunnel came before the 101');
    }
    this.#socket.on('close', () => this.#origin.abandoned.happens());
  }

  #note(): void {
    const { startLine, headers, body } = this.#reader.message();
    const [method = '', target = ''] = startLine.split(' ');
    this.#origin.seen.push({ method, target, headers, body, host: headerOf(headers, 'host') ?? '' });
  }

  #readSlowly(): void {
    this.#socket.pause();
    setImmediate(() => setImmediate(() => this.#socket.resume()));
  }

  async #answer(answer: Answer): Promise<void> {
    this.over = true;
    this.early = answer.early === true;
    const parts = answer.body ?? [];
    const framing = answer.framing ?? 'length';
    const lines = [`HTTP/1.1 ${answer.status} Fine`];
    for (let i = 0; i + 1 < (answer.headers?.length ?? 0); i += 2) {
      lines.push(`${answer.headers?.[i]}: ${answer.headers?.[i + 1]}`);
    }
    const length = answer.announced ?? (framing === 'length' ? bodySize(parts) : -1);
    if (framing === 'chunked') lines.push('Transfer-Encoding: chunked');
    else if (length >= 0 && answer.status !== 204) lines.push(`Content-Length: ${length}`);
    this.#socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
    for (const chunk of bodyChunks(parts)) {
      const room =
        framing === 'chunked'
          ? this.#socket.write(
              Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
            )
          : this.#socket.write(chunk);
      if (!room) await once(this.#socket, 'drain');
    }
    if (framing === 'end' && answer.breaksOff === true) this.#socket.resetAndDestroy();
    else if (framing === 'end' || answer.breaksOff === true) this.#socket.end();
    else if (framing === 'chunked') this.#socket.write('0\r\n\r\n');
  }
}
