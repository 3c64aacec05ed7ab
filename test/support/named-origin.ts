import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { acceptEchoSocket } from '../../src/echo/echo-socket.ts';

/** Where a backend on 127.0.0.1 listens. */
export interface OriginAddress {
  readonly name: string;
  readonly port: number;
}

/** A backend that answers with its name and what it saw, and echoes what comes over a WebSocket. */
export interface NamedOrigin extends OriginAddress {
  /** How many requests wait for their answer. */
  underWay(): number;
  /** Ends as a good pod does on SIGTERM: takes no more connections, ends idle ones, answers what it has. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a backend on a free port of 127.0.0.1. It answers as JSON (see `Seen`) at once, or, where the path ends in
 * `/slow/MS`, after that many milliseconds.
 */
export async function namedOrigin(name: string): Promise<NamedOrigin> {
  let waiting = 0;
  let leaving = false;
  // Longer than a proxy keeps an idle connection, so that this side never closes one under a request.
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    waiting += 1;
    response.once('close', () => {
      waiting -= 1;
    });
    response.once('finish', () => {
      if (leaving) setImmediate(() => server.closeIdleConnections());
    });
    answer(name, request, response);
  });
  server.on('upgrade', acceptEchoSocket);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    name,
    port: address.port,
    underWay: () => waiting,
    async leave() {
      leaving = true;
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Several backends of one call. */
export function namedOrigins(...names: readonly string[]): Promise<readonly NamedOrigin[]> {
  return Promise.all(names.map(namedOrigin));
}

function answer(name: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, url: path = '', httpVersion, rawHeaders } = request;
  const headers = rawHeaders.flatMap((text, at) => (at % 2 === 0 ? [[text, rawHeaders[at + 1] ?? '']] : []));
  const seen = {
    service: name,
    replica: name,
    method,
    path,
    request: `${method} ${path} HTTP/${httpVersion}`,
    headers,
  };
  const body = JSON.stringify(seen);
  const waitMs = Number(/\/slow\/(\d{1,4})$/.exec(path)?.[1] ?? 0);
  request.resume();
  request.on('end', () => {
    const reply = (): void => {
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    };
    if (waitMs === 0) reply();
    else setTimeout(reply, waitMs);
  });
}
