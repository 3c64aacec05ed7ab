import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Gate, type GateSettings, type Refusal } from './gate.ts';

const open: GateSettings = {
  connections: { most: 100, mostPerAddress: 0 },
  proxyProtocol: false,
  trustedProxies: [],
};

let settings: GateSettings;
let refused: Refusal[];
let gate: Gate;
let server: Server;
const clients: Socket[] = [];

beforeEach(async () => {
  settings = open;
  refused = [];
  gate = new Gate({
    get settings() {
      return settings;
    },
    onRefused: (reason) => void refused.push(reason),
  });
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  server.close();
  await once(server, 'close');
});

/** A new connection, as it came in. */
async function arrive(): Promise<Socket> {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const client = connect(address.port, '127.0.0.1').on('error', () => {});
  clients.push(client);
  const [socket] = (await once(server, 'connection')) as [Socket];
  return socket;
}

async function gone(socket: Socket): Promise<void> {
  const closed = once(socket, 'close');
  socket.destroy();
  await closed;
}

test('rule 106: over the bound a connection is closed, until another has ended', async () => {
  settings = { ...open, connections: { most: 2, mostPerAddress: 0 } };
  const first = await arrive();
  expect(gate.admit(first, '192.0.2.1')).toBe(true);
  expect(gate.admit(await arrive(), '192.0.2.2')).toBe(true);
  const third = await arrive();
  expect(gate.admit(third, '192.0.2.3')).toBe(false);
  expect(third.destroyed).toBe(true);
  expect(refused).toEqual(['limit']);
  await gone(first);
  expect(gate.admit(await arrive(), '192.0.2.3')).toBe(true);
});

test('rule 106: one address has only so many, and others are not concerned', async () => {
  settings = { ...open, connections: { most: 100, mostPerAddress: 1 } };
  const first = await arrive();
  expect(gate.admit(first, '192.0.2.1')).toBe(true);
  expect(gate.admit(await arrive(), '192.0.2.1')).toBe(false);
  expect(gate.admit(await arrive(), '192.0.2.2')).toBe(true);
  expect(refused).toEqual(['address-limit']);
  await gone(first);
  expect(gate.admit(await arrive(), '192.0.2.1')).toBe(true);
});

test.each([
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', false],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', true],
  ['2001:db8::1', '2001:db8:0:0:5::', false],
  ['::1', '::2', false],
  ['::1', '0:0:1::1', true],
  ['::1:2:3:4:5:6', '0:0:1:2::', false],
])('an IPv6 client is its first 64 bits: %s and then %s: %s', async (one, other, admitted) => {
  settings = { ...open, connections: { most: 100, mostPerAddress: 1 } };
  expect(gate.admit(await arrive(), one)).toBe(true);
  expect(gate.admit(await arrive(), other)).toBe(admitted);
});

test('a bound for one address does not hold for trusted proxies: many are behind them', async () => {
  settings = {
    ...open,
    connections: { most: 100, mostPerAddress: 1 },
    trustedProxies: ['10.0.0.0/8'],
  };
  expect(gate.admit(await arrive(), '10.0.0.1')).toBe(true);
  expect(gate.admit(await arrive(), '10.0.0.1')).toBe(true);
});

test('a bound that is set later counts those that come then', async () => {
  const early = await arrive();
  expect(gate.admit(early, '192.0.2.1')).toBe(true);
  settings = { ...open, connections: { most: 100, mostPerAddress: 1 } };
  expect(gate.admit(await arrive(), '192.0.2.1')).toBe(true);
  await gone(early);
  expect(gate.admit(await arrive(), '192.0.2.1')).toBe(false);
});

test('rule 120: with the PROXY protocol only trusted peers get in, and what counts is whom they name', async () => {
  settings = {
    connections: { most: 100, mostPerAddress: 1 },
    proxyProtocol: true,
    trustedProxies: ['10.0.0.1'],
  };
  expect(gate.admit(await arrive(), '192.0.2.1')).toBe(false);
  expect(refused).toEqual(['untrusted-peer']);
  const [one, other] = [await arrive(), await arrive()];
  expect(gate.admit(one, '10.0.0.1')).toBe(true);
  expect(gate.admit(other, '10.0.0.1')).toBe(true);
  expect(gate.admitClient(one, '192.0.2.7')).toBe(true);
  expect(gate.admitClient(other, '192.0.2.7')).toBe(false);
});
