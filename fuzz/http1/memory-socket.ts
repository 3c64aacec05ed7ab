import { Socket } from 'node:net';

/** A socket without a network: what is written is kept, what the peer sends is delivered at once. */
export class MemorySocket extends Socket {
  written = '';

  /** Delivers bytes of the peer within this call. */
  deliver(data: Buffer): void {
    this.emit('data', data);
  }

  /** What was written since the last call. */
  takeWritten(): string {
    const text = this.written;
    this.written = '';
    return text;
  }

  override write(data: Uint8Array | string, ..._rest: unknown[]): boolean {
    this.written += typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
    return true;
  }

  override _read(): void {}
}
