import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { selfSigned } from '../../../test/support/certificates.ts';
import {
  DataPlaneBench,
  endpointsPart,
  getText,
  hostPart,
  httpListener,
  httpsListener,
} from '../../../test/support/data-plane.ts';

/** Each byte says where it stands, so that one that was written over in our memory is noticed. */
const body = Buffer.from(
  Uint8Array.from({ length: 4 * 1024 * 1024 }, (_, at) => (at * 31 + (at >> 8)) % 251),
);
const head = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`;

let bench: DataPlaneBench;

beforeEach(async () => {
  bench = new DataPlaneBench();
  const origin = await bench.scripted((socket, received) => {
    if (!received.endsWith('\r\n\r\n')) return;
    socket.write(head, 'latin1');
    sendInPieces(socket, 0);
  });
  const set = [
    { kind: 'certificate', id: 'c', ...(await selfSigned('a.example')) } as const,
    httpListener('t/80'),
    httpsListener('t/443', 'c'),
    hostPart('a.example', ['/', 'app']),
    endpointsPart('app', origin),
  ];
  await bench.dataPlane.apply({ full: true, delete: [], set });
});

afterEach(() => bench.close());

test('large responses come whole to quick and to slow clients, plain and encrypted, side by side', async () => {
  const quick = [await bench.connectPlain('t/80'), await bench.connectTls('t/443', 'a.example')];
  const slow = [await bench.connectPlain('t/80'), await bench.connectTls('t/443', 'a.example')];
  const bodies = [...quick.map((socket) => readBody(socket)), ...slow.map((socket) => readBody(socket, 5))];
  for (const received of await Promise.all(bodies)) expect(received.equals(body)).toBe(true);
});

/**
 * Pieces that are large enough to be passed on uncopied, and so small that one which waits for a slow client is no reason
 * to read no more.
 */
const piece = 20_000;

function sendInPieces(socket: Socket, at: number): void {
  if (at >= body.length || socket.destroyed) return;
  const next = (): void => sendInPieces(socket, at + piece);
  if (socket.write(body.subarray(at, at + piece))) setImmediate(next);
  else socket.once('drain', next);
}

/** Asks for the body and takes it, with a rest of so many milliseconds after each part. */
async function readBody(socket: Socket, restMs = 0): Promise<Buffer> {
  const parts: Buffer[] = [];
  let missing = Number.POSITIVE_INFINITY;
  socket.on('data', (data: Buffer) => {
    const start = parts.length === 0 ? data.indexOf('\r\n\r\n') + 4 : 0;
    if (parts.length === 0) missing = body.length;
    parts.push(data.subarray(start));
    missing -= data.length - start;
    if (missing <= 0) socket.end();
    if (restMs === 0) return;
    socket.pause();
    setTimeout(() => socket.resume(), restMs);
  });
  socket.write(getText('/', 'a.example', 'Connection: close'));
  await once(socket, 'end');
  return Buffer.concat(parts);
}
