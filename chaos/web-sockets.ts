import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Kills } from './tally.ts';
import type { Place } from './target.ts';

const messageMs = 500;
const echoMs = 10_000;

/** WebSockets that send a message now and then and want it back. */
export class WebSockets {
  readonly #sockets: EchoedSocket[];
  readonly #timer: NodeJS.Timeout;

  private constructor(sockets: EchoedSocket[]) {
    this.#sockets = sockets;
    this.#timer = setInterval(() => {
      for (const socket of sockets) void socket.echo();
    }, messageMs);
  }

  static async open(place: Place, host: string, count: number): Promise<WebSockets> {
    const opening = Array.from({ length: count }, () => EchoedSocket.open(place, host));
    return new WebSockets(await Promise.all(opening));
  }

  get count(): number {
    return this.#sockets.length;
  }

  get ports(): readonly number[] {
    return this.#sockets.map(({ localPort }) => localPort);
  }

  /** How many a killed worker took with it. */
  lost(kills: Kills): number {
    return this.#sockets.filter((socket) => kills.took(socket)).length;
  }

  /** How many give back one more message. */
  async alive(): Promise<number> {
    const answers = await Promise.all(this.#sockets.map((socket) => socket.echo()));
    return answers.filter((answered) => answered).length;
  }

  close(): void {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.close();
  }
}

class EchoedSocket {
  readonly openedAt: number = performance.now();
  readonly localPort: number;
  readonly #socket: Socket;
  #received = '';
  #sent = 0;
  #intact = true;
  readonly #waiting = new Set<() => void>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.localPort = socket.localPort ?? 0;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#received += text;
      this.#wake();
    });
    socket.on('close', () => {
      this.#intact = false;
      this.#wake();
    });
  }

  static async open({ address, http }: Place, host: string): Promise<EchoedSocket> {
    const socket = connect({ host: address, port: http, noDelay: true });
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(
      `GET /chat HTTP/1.1\r\nhost: ${host}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n` +
        'sec-websocket-version: 13\r\nsec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n',
    );
    const [answer] = await once(socket, 'data');
    const text = String(answer);
    if (!/^HTTP\/1\.1 101 /.test(text) || !text.endsWith('\r\n\r\n'))
      throw new Error(`no WebSocket: ${text}`);
    return new EchoedSocket(socket);
  }

  /** Sends a message; false when it does not come back, or anything else does. */
  async echo(): Promise<boolean> {
    if (!this.#intact) return false;
    this.#sent += 1;
    const text = `message ${this.#sent}`;
    // RFC 6455 5.2: one text frame, masked with zeros, which leave the text as it is; its echo has no mask.
    const frame = (masked: number): string => `\x81${String.fromCharCode(masked | text.length)}`;
    this.#socket.write(`${frame(0x80)}\0\0\0\0${text}`, 'latin1');
    const echo = `${frame(0)}${text}`;
    const timer = setTimeout(() => this.close(), echoMs);
    while (this.#intact && !this.#received.startsWith(echo)) {
      if (this.#received.length >= echo.length) this.close();
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    clearTimeout(timer);
    this.#received = this.#received.slice(echo.length);
    this.#wake();
    return this.#intact;
  }

  close(): void {
    this.#intact = false;
    this.#socket.destroy();
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
