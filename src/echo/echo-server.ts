import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { acceptEchoSocket } from './echo-socket.ts';

/** One replica of a Service's echo backend. */
export interface EchoReplica {
  readonly address: string;
  readonly port: number;
  close(): void;
}

/** Where replicas listen: they are for trials on this machine. */
export const echoAddress = '127.0.0.1';

/** How long a request may take to arrive, body included. */
const requestMs = 60_000;

/**
 * Starts a replica that answers each request with what it received. `port` is tried first, then any free port.
 * Rejects when neither can be had.
 */
export async function startEchoReplica(service: string, replica: string, port = 0): Promise<EchoReplica> {
  const server = createServer(
    {
      requestTimeout: requestMs,
      keepAliveTimeout: 60_000,
      // Any other upgrade is an offer that may be ignored (RFC 9110 7.8).
      shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
    },
    (request, response) => answer(service, replica, request, response),
  );
  server.on('upgrade', acceptEchoSocket);
  server.on('clientError', refuse);
  const bound = await listen(server, port).catch((error: unknown) => {
    if (port === 0) throw error;
    return listen(server, 0);
  });
  return {
    address: echoAddress,
    port: bound.port,
    close() {
      server.close();
      server.closeIdleConnections();
    },
  };
}

function listen(server: Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, echoAddress, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('not listening on a port'));
      else resolve(address);
    });
  });
}

/** A request that the parser does not take, such as one of a method it does not know. */
function refuse(_error: Error, socket: Duplex): void {
  if (socket.writable)
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  else socket.destroy();
}

function answer(service: string, replica: string, request: IncomingMessage, response: ServerResponse): void {
  let bodyBytes = 0;
  request.on('data', (chunk: Buffer) => {
    bodyBytes += chunk.length;
  });
  request.on('error', () => response.destroy());
  request.on('end', () => {
    const json = request.headers.accept?.includes('application/json') === true;
    const body = json
      ? describeJson(service, replica, request, bodyBytes)
      : describeText(service, replica, request, bodyBytes);
    response.writeHead(200, {
      'content-type': json ? 'application/json' : 'text/plain; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
}

function describeText(service: string, replica: string, request: IncomingMessage, bodyBytes: number): string {
  const headers = headerPairs(request).map(([name, value]) => `${name}: ${value}\n`);
  return [
    `service: ${service}\n`,
    `replica: ${replica}\n`,
    `request: ${requestLine(request)}\n`,
    `body: ${bodyBytes} bytes\n`,
    '\n',
    ...headers,
  ].join('');
}

function describeJson(service: string, replica: string, request: IncomingMessage, bodyBytes: number): string {
  const description = {
    service,
    replica,
    request: requestLine(request),
    method: request.method,
    path: request.url,
    headers: headerPairs(request),
    bodyBytes,
  };
  return `${JSON.stringify(description, undefined, 2)}\n`;
}

function requestLine(request: IncomingMessage): string {
  return `${request.method} ${request.url} HTTP/${request.httpVersion}`;
}

/** Names as they were received, in order, repeated ones kept. */
function headerPairs(request: IncomingMessage): [name: string, value: string][] {
  const raw = request.rawHeaders;
  const pairs: [string, string][] = [];
  for (let at = 0; at < raw.length; at += 2) pairs.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return pairs;
}
