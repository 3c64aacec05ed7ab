import type { Socket } from 'node:net';
import type { ClbEmulator } from '../clb-emulator.ts';
import { type Instance, isServing, type Listener } from '../state.ts';
import { BackendTurns } from './backend-turns.ts';
import { certificateFor } from './certificates.ts';
import type { Place } from './forward-request.ts';
import { type Handling, handleRequest, type Served } from './handle-request.ts';
import { ListenerDoor } from './listener-door.ts';

/** What traffic needs of the emulator. */
export type TrafficSource = Pick<ClbEmulator, 'state' | 'switches' | 'onStateChange'>;

export interface TrafficOptions {
  /** Where a listener of an instance is to listen; port 0 is a free one. A free port of 127.0.0.1 unless given. */
  readonly place?: (instance: Instance, port: number) => Place;
  /** Where a backend really is, by the address and port its group names. As named unless given. */
  readonly resolveBackend?: (ip: string, port: number) => Place;
  /** Milliseconds in a second of the timeouts of listeners; 1,000 unless given. */
  readonly secondMs?: number;
  /** Gets a line for each listener that opens, closes or has nowhere to listen. */
  readonly tell?: (line: string) => void;
}

/**
 * The data plane of the emulated instances: each running HTTP or HTTPS listener of an active instance really listens, and
 * every request sees the state of its moment. Left out: HTTP/2, compression, health checks, stickiness, access lists, cipher
 * policies, the caps of specifications.
 */
export class Traffic {
  readonly #emulator: TrafficSource;
  readonly #place: (instance: Instance, port: number) => Place;
  readonly #handling: Handling;
  readonly #tell: (line: string) => void;
  readonly #doors = new Map<string, ListenerDoor>();
  /** Where doors were, so that a listener that is started again is found there. */
  readonly #places = new Map<string, Place>();
  readonly #closing = new Map<string, Promise<void>>();
  readonly #sockets = new Set<Socket>();
  readonly #stopWatching: () => void;

  constructor(emulator: TrafficSource, options: TrafficOptions = {}) {
    this.#emulator = emulator;
    this.#place = options.place ?? (() => ({ address: '127.0.0.1', port: 0 }));
    this.#handling = {
      switches: emulator.switches,
      turns: new BackendTurns(),
      resolveBackend: options.resolveBackend ?? ((address, port) => ({ address, port })),
      secondMs: options.secondMs ?? 1_000,
    };
    this.#tell = options.tell ?? (() => {});
    this.#stopWatching = emulator.onStateChange(() => this.#follow());
    this.#follow();
  }

  /**
   * Where port `port` of an instance, named by id or address, is really served. Rejects where it is not served now: no such
   * listener, not running, instance not active, or nowhere to listen.
   */
  async addressOf(instance: string, port: number): Promise<Place> {
    const door = this.#findDoor(instance, port);
    if (door === undefined) throw new Error(`nothing serves port ${port} of ${instance}`);
    return await door.opened;
  }

  /** As `addressOf`, once it is served. */
  async untilServed(instance: string, port: number): Promise<Place> {
    while (this.#findDoor(instance, port) === undefined) {
      await new Promise<void>((resolve) => {
        const stop = this.#emulator.onStateChange(() => {
          stop();
          resolve();
        });
      });
    }
    return await this.addressOf(instance, port);
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    this.#stopWatching();
    await Promise.all([...this.#doors.values()].map((door) => door.close()));
    for (const socket of this.#sockets) socket.destroy();
  }

  #follow(): void {
    const wanted = new Map<string, Served>();
    for (const instance of this.#emulator.state.instances.values()) {
      for (const listener of instance.listeners) {
        if (isServed(instance, listener)) wanted.set(doorKey(instance, listener), { instance, listener });
      }
    }
    for (const [key, door] of this.#doors) {
      if (wanted.has(key)) continue;
      this.#doors.delete(key);
      this.#tell(`${key} is closed`);
      this.#closing.set(placeOfDoor(key), door.close());
    }
    for (const [key, served] of wanted) {
      const door = this.#doors.get(key);
      if (door === undefined) this.#doors.set(key, this.#openDoor(key, served));
      else door.refresh();
    }
  }

  #openDoor(key: string, { instance, listener }: Served): ListenerDoor {
    const { state, switches } = this.#emulator;
    const { id } = instance;
    const { port, protocol } = listener;
    const served = (): Served | undefined => findServed(state.instances.get(id), port);
    const place = placeOfDoor(key);
    const door = new ListenerDoor({
      place: this.#places.get(place) ?? this.#place(instance, port),
      after: this.#closing.get(place),
      protocol: protocol === 'https' ? 'https' : 'http',
      certificateFor: (name) => {
        const now = served();
        return now && certificateFor(name, now.listener, { certificates: state.certificates, switches });
      },
      onRequest: (exchange) => {
        const now = served();
        if (now === undefined) exchange.request.socket.destroy();
        else handleRequest(exchange, now, this.#handling);
      },
      onSocket: (socket) => {
        this.#sockets.add(socket);
        socket.once('close', () => this.#sockets.delete(socket));
      },
      idleMs: () => Number(served()?.listener.settings['IdleTimeout'] ?? 15) * this.#handling.secondMs,
    });
    door.opened.then(
      (found) => {
        this.#places.set(place, found);
        this.#tell(`${key} is served at ${found.address}:${found.port}`);
      },
      (error: unknown) => this.#tell(`${key} is not served: ${String(error)}`),
    );
    return door;
  }

  #findDoor(name: string, port: number): ListenerDoor | undefined {
    for (const instance of this.#emulator.state.instances.values()) {
      if (instance.id !== name && instance.address !== name) continue;
      const served = findServed(instance, port);
      if (served !== undefined) return this.#doors.get(doorKey(instance, served.listener));
    }
    return undefined;
  }
}

function findServed(instance: Instance | undefined, port: number): Served | undefined {
  const listener = instance?.listeners.find((each) => each.port === port && isServed(instance, each));
  return instance === undefined || listener === undefined ? undefined : { instance, listener };
}

const isServed = (instance: Instance, listener: Listener): boolean =>
  instance.status === 'active' && isServing(listener) && ['http', 'https'].includes(listener.protocol);

const doorKey = ({ id }: Instance, { port, protocol }: Listener): string => `${id} ${port} ${protocol}`;

/** What stands at one place, whatever it speaks. */
const placeOfDoor = (key: string): string => key.slice(0, key.lastIndexOf(' '));
