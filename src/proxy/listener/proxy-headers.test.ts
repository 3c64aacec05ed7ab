import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Deadlines } from './deadlines.ts';
import { Gate, type Refusal } from './gate.ts';
import { ProxyHeaders } from './proxy-headers.ts';

const header = 'PROXY TCP4 192.0.2.7 10.0.0.1 56324 443\r\n';

let deadlines: Deadlines;
let headers: ProxyHeaders;
let refusals: ((reason: Refusal) => void)[];
let mostPerAddress: number;
let server: Server;
const sockets: Socket[] = [];

beforeEach(async () => {
  deadlines = new Deadlines(5);
  refusals = [];
  mostPerAddress = 0;
  headers = new ProxyHeaders(makeGate(), deadlines);
  server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  headers.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
  await once(server, 'close');
  deadlines.close();
});

function makeGate(): Gate {
  return new Gate({
    get settings() {
      return { connections: { most: 100, mostPerAddress }, proxyProtocol: true, trustedProxies: [] };
    },
    onRefused: (reason) => refusals.shift()?.(reason),
  });
}

async function arrive(): Promise<{ readonly client: Socket; readonly socket: Socket }> {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const client = connect(address.port, '127.0.0.1').on('error', () => {});
  client.setNoDelay();
  const [socket] = (await once(server, 'connection')) as [Socket];
  sockets.push(client, socket);
  return { client, socket };
}

function refusal(): Promise<Refusal> {
  return new Promise((resolve) => refusals.push(resolve));
}

function entered(socket: Socket): Promise<Socket> {
  return new Promise((resolve) => headers.read(socket, resolve));
}

async function textOf(socket: Socket): Promise<string> {
  let text = '';
  socket.resume();
  for await (const chunk of socket) text += String(chunk);
  return text;
}

test('what comes behind a header is left for the one who takes the socket', async () => {
  const { client, socket } = await arrive();
  client.end(`${header}GET / HTTP/1.1\r\n`);
  expect(await entered(socket)).toBe(socket);
  expect(headers.of(socket)).toEqual({ address: '192.0.2.7', port: 56_324, destinationPort: 443 });
  expect(headers.waiting).toBe(0);
  expect(await textOf(socket)).toBe('GET / HTTP/1.1\r\n');
});

test('a header may come a byte at a time', async () => {
  const { client, socket } = await arrive();
  const done = entered(socket);
  for (const byte of `${header}rest`) {
    const taken = once(socket, 'data');
    client.write(byte);
    if (headers.waiting > 0) await taken;
  }
  client.end();
  await done;
  expect(await textOf(socket)).toBe('rest');
});

test('what a header said is forgotten with its connection', async () => {
  const { client, socket } = await arrive();
  client.write(header);
  await entered(socket);
  const ends = { ...pick(socket) } as Socket;
  expect(headers.of(ends)).toBeDefined();
  const closed = once(socket, 'close');
  socket.destroy();
  await closed;
  expect(headers.of(ends)).toBeUndefined();
});

function pick({ remoteAddress, remotePort, localAddress }: Socket): Partial<Socket> {
  return { remoteAddress, remotePort, localAddress } as Partial<Socket>;
}

test.each([
  ['no header', 'GET / HTTP/1.1\r\n\r\n'],
  ['half a header, then the end', header.slice(0, 20)],
  ['nothing, then the end', ''],
])('rule 120: %s ends the connection', async (_what, text) => {
  const { client, socket } = await arrive();
  const refused = refusal();
  headers.read(socket, () => expect.unreachable());
  client.end(text);
  expect(await refused).toBe('proxy-header');
  expect(socket.destroyed).toBe(true);
  expect(headers.waiting).toBe(0);
});

test('rule 120: a header that does not come in time ends the connection', async () => {
  headers = new ProxyHeaders(makeGate(), deadlines, 20);
  const { client, socket } = await arrive();
  const refused = refusal();
  headers.read(socket, () => expect.unreachable());
  client.write(header.slice(0, 20));
  expect(await refused).toBe('proxy-header-timeout');
  expect(socket.destroyed).toBe(true);
});

test('the client that is named counts for the bound of an address', async () => {
  mostPerAddress = 1;
  const first = await arrive();
  first.client.write(header);
  await entered(first.socket);
  const second = await arrive();
  const refused = refusal();
  headers.read(second.socket, () => expect.unreachable());
  second.client.write(header);
  expect(await refused).toBe('address-limit');
});
