import { type IncomingMessage, request as requestOf, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import { answerItself } from './error-page.ts';
import { type Fields, fieldsForClient } from './fields.ts';

/** Where something really listens. */
export interface Place {
  readonly address: string;
  readonly port: number;
}

/** A request's way to a backend. */
export interface Way {
  /** Path and query, as the backend sees them. */
  readonly target: string;
  readonly fields: Fields;
  /** In the order in which they are tried. */
  readonly places: readonly Place[];
  /** How long a connection may take, before the next backend is tried. */
  readonly connectMs: number;
  /** How long the backend may keep silent, before the client gets 504. */
  readonly answerMs: number;
}

/** A request, as a listener got it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What came behind the head of a request that asks for another protocol; undefined for all others. */
  readonly upgradeHead: Buffer | undefined;
}

/** Sends the request to the first backend that can be reached and its answer to the client; 502 where there is none. */
export async function forwardRequest(exchange: Exchange, way: Way): Promise<void> {
  const { request, response, upgradeHead } = exchange;
  const backend = await connectToFirst(way);
  if (backend === undefined) return answerItself(response, 502);
  if (response.destroyed) return void backend.destroy();
  const { target: path, fields: headers } = way;
  const upstream = requestOf({ createConnection: () => backend, method: request.method, path, headers });
  let failure = 502;
  upstream.setTimeout(way.answerMs, () => {
    failure = 504;
    upstream.destroy();
  });
  upstream.on('error', () => answerItself(response, failure));
  upstream.on('response', (answer) => sendAnswer(answer, response));
  upstream.on('upgrade', (answer, socket, head) => joinTunnel(exchange, answer, { socket, head }));
  response.on('close', () => {
    if (!response.writableFinished && upgradeHead === undefined) upstream.destroy();
  });
  if (upgradeHead === undefined) request.pipe(upstream);
  else upstream.end();
}

async function connectToFirst({ places, connectMs }: Way): Promise<Socket | undefined> {
  for (const place of places) {
    const socket = await connectTo(place, connectMs);
    if (socket !== undefined) return socket;
  }
  return undefined;
}

function connectTo({ address, port }: Place, timeoutMs: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: timeoutMs });
    const giveUp = (): void => {
      socket.destroy();
      resolve(undefined);
    };
    socket.once('timeout', giveUp);
    socket.once('error', giveUp);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('timeout', giveUp).off('error', giveUp);
      resolve(socket);
    });
  });
}

function sendAnswer(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, fieldsForClient(answer));
  // An answer that ends early ends the client's connection early.
  pipeline(answer, response, () => {});
}

/** From here on bytes flow both ways, unread. */
function joinTunnel(
  { response, upgradeHead }: Exchange,
  answer: IncomingMessage,
  backend: { readonly socket: Duplex; readonly head: Buffer },
): void {
  const client = response.socket;
  if (client === null || upgradeHead === undefined) return void backend.socket.destroy();
  response.detachSocket(client);
  const lines = [`HTTP/1.1 101 ${answer.statusMessage ?? ''}`, 'Connection: upgrade'];
  lines.push(`Upgrade: ${answer.headers.upgrade ?? ''}`);
  const fields = fieldsForClient(answer);
  for (let index = 0; index < fields.length; index += 2) lines.push(`${fields[index]}: ${fields[index + 1]}`);
  client.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  client.write(backend.head);
  backend.socket.write(upgradeHead);
  pipeline(client, backend.socket, () => {});
  pipeline(backend.socket, client, () => {});
}
