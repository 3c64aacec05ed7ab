import type { Deadlines, Expirable } from '../listener/deadlines.ts';
import type { TunnelEnd } from './downstream.ts';

/** Bytes relayed by a tunnel. */
export interface TunnelTraffic {
  readonly fromClient: number;
  readonly toClient: number;
}

/** Milliseconds: without a byte in either direction, and for the second half to close after the first. */
export interface TunnelTimeouts {
  readonly idle: number;
  readonly halfClosed: number;
}

/** Relays bytes both ways until both ends are closed. Each direction ends by itself; a slow reader stops its writer. */
export class Tunnel implements Expirable {
  deadline: number;
  readonly #client: TunnelEnd;
  readonly #backend: TunnelEnd;
  readonly #deadlines: Deadlines;
  readonly #timeouts: TunnelTimeouts;
  readonly #onClosed: (traffic: TunnelTraffic) => void;
  #fromClient = 0;
  #toClient = 0;
  #ended = 0;
  #closed = false;

  constructor(
    client: TunnelEnd,
    backend: TunnelEnd,
    options: { deadlines: Deadlines; timeouts: TunnelTimeouts; onClosed: (traffic: TunnelTraffic) => void },
  ) {
    this.#client = client;
    this.#backend = backend;
    this.#deadlines = options.deadlines;
    this.#timeouts = options.timeouts;
    this.#onClosed = options.onClosed;
    this.deadline = options.deadlines.now + options.timeouts.idle;
    options.deadlines.add(this);
    this.#relay(backend, client, (bytes) => {
      this.#toClient += bytes;
    });
    this.#relay(client, backend, (bytes) => {
      this.#fromClient += bytes;
    });
  }

  onDeadline(): void {
    this.#close();
  }

  #relay(from: TunnelEnd, to: TunnelEnd, count: (bytes: number) => void): void {
    from.start({
      onData: (chunk) => {
        count(chunk.length);
        if (this.#ended === 0) this.deadline = this.#deadlines.now + this.#timeouts.idle;
        if (!to.send(chunk)) from.pause();
      },
      onDrain: () => to.resume(),
      onEnd: () => {
        this.#ended += 1;
        to.end();
        if (this.#ended === 2) this.#close();
        else this.deadline = this.#deadlines.now + this.#timeouts.halfClosed;
      },
      onClosed: () => this.#close(),
    });
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#deadlines.remove(this);
    // What was written last still has to leave: FIN first, the sockets close by themselves then.
    this.#client.end();
    this.#backend.end();
    if (this.#ended < 2) {
      this.#client.destroy();
      this.#backend.destroy();
    }
    this.#onClosed({ fromClient: this.#fromClient, toClient: this.#toClient });
  }
}
