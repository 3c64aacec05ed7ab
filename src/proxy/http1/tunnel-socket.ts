import type { Socket } from 'node:net';
import type { TunnelEnd, TunnelEvents } from '../forward/downstream.ts';

/** A socket as one end of a tunnel. `early` are bytes that were read with the head before it. */
export class TunnelSocket implements TunnelEnd {
  readonly #socket: Socket;
  #early: Buffer | undefined;

  constructor(socket: Socket, early: Buffer | undefined) {
    this.#socket = socket;
    this.#early = early;
  }

  start(events: TunnelEvents): void {
    const socket = this.#socket;
    socket.on('data', (chunk: Buffer) => events.onData(chunk));
    socket.on('drain', () => events.onDrain());
    socket.on('end', () => events.onEnd());
    socket.on('close', () => events.onClosed());
    if (this.#early !== undefined && this.#early.length > 0) events.onData(this.#early);
    this.#early = undefined;
    if (socket.readableEnded) events.onEnd();
    else socket.resume();
  }

  send(chunk: Buffer): boolean {
    return this.#socket.writable ? this.#socket.write(chunk) : true;
  }

  end(): void {
    if (this.#socket.writable) this.#socket.end();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
