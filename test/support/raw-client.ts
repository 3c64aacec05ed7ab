import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client that sends exactly the bytes a test wants, and gives back exactly what came. */
export class RawClient {
  readonly socket: Socket;
  #received = '';
  #ended = false;
  #waiting: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#received += text;
      this.#wake();
    });
    socket.on('error', () => {});
    const onEnd = (): void => {
      this.#ended = true;
      this.#wake();
    };
    socket.on('close', onEnd);
    socket.on('end', onEnd);
  }

  static async open(port: number, host = '127.0.0.1'): Promise<RawClient> {
    const socket = connect({ port, host, allowHalfOpen: true });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Everything received so far. */
  get received(): string {
    return this.#received;
  }

  /** Resolves with what was received once it holds `text`; rejects when the connection ends before. */
  async until(text: string): Promise<string> {
    while (!this.#received.includes(text)) {
      if (this.#ended) throw new Error(`connection ended; received ${JSON.stringify(this.#received)}`);
      await this.#change();
    }
    return this.#received;
  }

  /** Resolves with everything received, once the other side has ended the connection, in whatever way. */
  async untilEnd(): Promise<string> {
    while (!this.#ended) await this.#change();
    return this.#received;
  }

  close(): void {
    this.socket.destroy();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
