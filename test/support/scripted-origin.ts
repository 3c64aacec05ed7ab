import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A backend that does on each connection exactly what a test tells it. */
export interface ScriptedOrigin {
  readonly port: number;
  /** The bytes of each connection so far, in the order connected. */
  readonly received: string[];
  readonly sockets: Socket[];
  close(): Promise<void>;
}

/** Calls `script` with the connection and everything received on it, each time something comes. */
export async function scriptedOrigin(
  script: (socket: Socket, received: string, index: number) => void,
): Promise<ScriptedOrigin> {
  const received: string[] = [];
  const sockets: Socket[] = [];
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    const index = sockets.push(socket) - 1;
    received[index] = '';
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    socket.on('data', (chunk: Buffer) => {
      received[index] += chunk.toString('latin1');
      script(socket, received[index] ?? '', index);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    received,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
