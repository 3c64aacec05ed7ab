import { once } from 'node:events';
import { connect, createServer, type Server, Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ReadMemory } from './read-memory.ts';

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

/** Each byte says where it stands, so that one that was written over is noticed. */
const large = Buffer.from(
  Uint8Array.from({ length: 4 * 1024 * 1024 }, (_, at) => (at * 31 + (at >> 8)) % 251),
);

/** Reads all that a server sends on one connection. */
async function read(send: (socket: Socket) => void, take: (data: Buffer) => boolean): Promise<void> {
  server = createServer(send).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const socket = connect({ host: '127.0.0.1', port: address.port, onread: new ReadMemory(take).onread });
  await once(socket, 'close');
}

test('parts that are held keep their bytes', async () => {
  const held: Buffer[] = [];
  await read(
    (socket) => socket.end(large),
    (data) => {
      held.push(data);
      return false;
    },
  );
  expect(Buffer.concat(held).equals(large)).toBe(true);
});

test('parts that are let go come in few pieces of memory, unharmed until the next', async () => {
  const pieces = new Set<ArrayBufferLike>();
  const copies: Buffer[] = [];
  await read(
    (socket) => socket.end(large),
    (data) => {
      if (data.length > 16_384) pieces.add(data.buffer);
      copies.push(Buffer.from(data));
      return true;
    },
  );
  expect(Buffer.concat(copies).equals(large)).toBe(true);
  // The first large part is copied; which memory it came in is not known before.
  expect(pieces.size).toBeLessThanOrEqual(copies.filter(({ length }) => length <= 16_384).length + 2);
});

test('a socket that a server has accepted is taken over, in this version of Node too', async () => {
  const held: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    server = createServer((socket) => {
      const memory = new ReadMemory((data) => held.push(data) === 0);
      if (!memory.takeOver(socket)) reject(new Error('sockets keep what onread sets elsewhere'));
      socket.on('data', () => reject(new Error('it came as an event of the stream')));
      socket.on('end', () => {
        socket.end();
        resolve();
      });
    }).listen(0, '127.0.0.1');
  });
  if (server === undefined) throw new Error('no server');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  connect(address.port, '127.0.0.1').end(large);
  await ended;
  expect(Buffer.concat(held).equals(large)).toBe(true);
});

test('nor does it touch what was read before', async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  connect(address.port, '127.0.0.1').end('early');
  const accepted: unknown[] = await once(server, 'connection');
  const [socket] = accepted;
  if (!(socket instanceof Socket)) throw new Error('no socket');
  await once(socket, 'readable');
  expect(new ReadMemory(() => true).takeOver(socket)).toBe(false);
  expect(String(socket.read())).toBe('early');
});

test('small parts of several connections are their own', async () => {
  const held: Buffer[][] = [[], []];
  const waiting: Socket[] = [];
  const send = (socket: Socket): void => {
    waiting.push(socket);
    if (waiting.length === 2) for (const [at, each] of waiting.entries()) each.end(`part ${at}`);
  };
  server = createServer(send).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { port } = address;
  const sockets = held.map((parts) => {
    const memory = new ReadMemory((data) => parts.push(data) === 0);
    return connect({ host: '127.0.0.1', port, onread: memory.onread });
  });
  await Promise.all(sockets.map((socket) => once(socket, 'close')));
  const texts = held.map((parts) => Buffer.concat(parts).toString());
  expect(texts.toSorted()).toEqual(['part 0', 'part 1']);
});
