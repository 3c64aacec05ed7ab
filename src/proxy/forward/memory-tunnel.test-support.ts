import type { TunnelEnd, TunnelEvents } from './downstream.ts';

/** A peer in memory behind one end of a tunnel. */
export class MemoryTunnelEnd implements TunnelEnd {
  readonly #peer: { onData(text: string): void; onEnd(): void };
  readonly #said: string[] = [];
  #events: TunnelEvents | undefined;
  #finished = false;
  #heardEnd = false;
  #toldEnd = false;
  #closed = false;

  constructor(peer: { onData(text: string): void; onEnd(): void }) {
    this.#peer = peer;
  }

  /** The peer sends. */
  say(text: string): void {
    if (text !== '') this.#said.push(text);
    this.#deliver();
  }

  /** The peer will send no more. */
  finish(): void {
    this.#finished = true;
    this.#deliver();
  }

  // What the forwarder calls.

  start(events: TunnelEvents): void {
    this.#events = events;
    this.#deliver();
  }

  send(chunk: Buffer): boolean {
    this.#peer.onData(chunk.toString('latin1'));
    return true;
  }

  end(): void {
    if (this.#heardEnd) return;
    this.#heardEnd = true;
    this.#peer.onEnd();
    this.#closeIfDone();
  }

  pause(): void {}

  resume(): void {}

  destroy(): void {
    this.#close();
  }

  #deliver(): void {
    setImmediate(() => {
      if (this.#events === undefined) return;
      for (const text of this.#said.splice(0)) this.#events.onData(Buffer.from(text, 'latin1'));
      if (!this.#finished || this.#toldEnd) return;
      this.#toldEnd = true;
      this.#events.onEnd();
      this.#closeIfDone();
    });
  }

  #closeIfDone(): void {
    if (this.#toldEnd && this.#heardEnd) this.#close();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    setImmediate(() => this.#events?.onClosed());
  }
}
