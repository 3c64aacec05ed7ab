import type { Socket } from 'node:net';

type Done = (error?: Error | null) => void;

/**
 * The writing side of a connection to a backend. A backend may answer before it has read the whole request and reset the
 * connection at once: the failed write is heard first, and would take the answer away that waits to be read. So a write
 * that finds the connection ended counts as done, and what follows is dropped; reading goes on to the answer, or the end.
 */
export class WriteEnd {
  /** Not all that was written got through. */
  failed = false;
  #patient = true;
  #done: Done | undefined;
  #guarded: Done | undefined;

  /** Takes over the writes of a socket, from the first. */
  constructor(socket: Socket) {
    const write = socket._write;
    const writeMany = socket._writev;
    socket._write = (chunk, encoding, done): void => {
      if (this.failed) done();
      else write.call(socket, chunk, encoding, this.#guard(done));
    };
    socket._writev = (chunks, done): void => {
      if (this.failed) done();
      else writeMany?.call(socket, chunks, this.#guard(done));
    };
  }

  /** From now on a failed write ends the connection, as it does without us. */
  release(): void {
    this.#patient = false;
  }

  /** The stream gives the same callback each time but for lists of buffers, so that there is nothing to make for most writes. */
  #guard(done: Done): Done {
    if (done === this.#done && this.#guarded !== undefined) return this.#guarded;
    const guarded: Done = (error) => {
      if (!this.#patient || !isEnded(error)) return done(error);
      this.failed = true;
      done();
    };
    this.#done = done;
    this.#guarded = guarded;
    return guarded;
  }
}

function isEnded(error: Error | null | undefined): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ECONNRESET');
}
