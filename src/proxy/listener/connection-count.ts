import type { Socket } from 'node:net';

/** How many connections of clients a worker has at once. */
export interface ConnectionCaps {
  readonly most: number;
  /** Of one client address; 0 for no bound. */
  readonly mostPerAddress: number;
}

/** Counts the open connections of a worker, of all its listeners. A connection is counted until its socket is closed. */
export class ConnectionCount {
  #open = 0;
  readonly #byAddress = new Map<string, number>();
  readonly #leave = (): void => {
    this.#open -= 1;
  };

  get open(): number {
    return this.#open;
  }

  add(socket: Socket): void {
    this.#open += 1;
    socket.on('close', this.#leave);
  }

  ofAddress(address: string): number {
    return this.#byAddress.get(holderOf(address)) ?? 0;
  }

  addAddress(socket: Socket, address: string): void {
    const holder = holderOf(address);
    this.#byAddress.set(holder, (this.#byAddress.get(holder) ?? 0) + 1);
    socket.once('close', () => {
      const left = (this.#byAddress.get(holder) ?? 1) - 1;
      if (left === 0) this.#byAddress.delete(holder);
      else this.#byAddress.set(holder, left);
    });
  }
}

/** Whose address it is. Of IPv6, one client has all that begin with the same 64 bits. */
function holderOf(address: string): string {
  if (!address.includes(':')) return address;
  const [start = '', end] = address.split('::');
  const groups = start === '' ? [] : start.split(':');
  const more = end === undefined || end === '' ? 0 : end.split(':').length;
  // An IPv4 part at the end stands for two groups; either way it lies behind the first four.
  for (let left = 8 - groups.length - more; left > 0 && groups.length < 4; left -= 1) groups.push('0');
  if (end !== undefined && groups.length < 4) groups.push(...end.split(':'));
  return groups.slice(0, 4).join(':');
}
