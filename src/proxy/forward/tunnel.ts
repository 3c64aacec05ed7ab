import type { Deadlines, Expirable } from '../listener/deadlines.ts';
import type { TunnelEnd } from './downstream.ts';

/** Bytes relayed by a tunnel. */
export interface TunnelTraffic {
  readonly fromClient: number;
  readonly toClient: number;
}

/** Milliseconds without a byte in either direction: while both are open, and once one has ended. */
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
  #closed = 0;

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
    this.deadline = options.deadlines.after(options.timeouts.idle);
    options.deadlines.add(this);
    this.#relay(backend, client, (bytes) => {
      this.#toClient += bytes;
    });
    this.#relay(client, backend, (bytes) => {
      this.#fromClient += bytes;
    });
  }

  onDeadline(): void {
    this.#breakOff();
  }

  #relay(from: TunnelEnd, to: TunnelEnd, count: (bytes: number) => void): void {
    from.start({
      onData: (chunk) => {
        count(chunk.length);
        this.#wait();
        if (!to.send(chunk)) from.pause();
      },
      onDrain: () => to.resume(),
      onEnd: () => {
        this.#ended += 1;
        to.end();
        this.#wait();
      },
      onClosed: () => this.#onEndClosed(),
    });
  }

  #wait(): void {
    const { idle, halfClosed } = this.#timeouts;
    this.deadline = this.#deadlines.after(this.#ended === 0 ? idle : halfClosed);
  }

  /** An end that closes after both have said all leaves the other to send what it still holds; else it is broken off. */
  #onEndClosed(): void {
    this.#closed += 1;
    if (this.#closed === 2) {
      this.#deadlines.remove(this);
      this.#onClosed({ fromClient: this.#fromClient, toClient: this.#toClient });
    } else if (this.#ended < 2) this.#breakOff();
  }

  #breakOff(): void {
    this.#client.destroy();
    this.#backend.destroy();
  }
}
