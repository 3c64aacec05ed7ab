import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type EchoEndpoint, EchoReplicas, maxEchoServices } from './echo-replicas.ts';

const open: EchoReplicas[] = [];
afterEach(() => {
  for (const replicas of open.splice(0)) replicas.close();
});

function start(): EchoReplicas {
  const replicas = new EchoReplicas();
  open.push(replicas);
  return replicas;
}

async function endpointsOf(replicas: EchoReplicas, service: string): Promise<readonly EchoEndpoint[]> {
  const entries = await replicas.keep([service], []);
  return new Map(entries).get(service) ?? [];
}

async function firstPort(): Promise<number> {
  const [endpoint] = await endpointsOf(start(), 'shop/web');
  return endpoint?.port ?? 0;
}

describe('replicas', () => {
  test('a Service has three, each with a name and a port of its own', async () => {
    const endpoints = await endpointsOf(start(), 'shop/web');
    expect(new Set(endpoints.map(({ port }) => port)).size).toBe(3);
    const bodies = await Promise.all(
      endpoints.map(async ({ address, port }) => (await fetch(`http://${address}:${port}/`)).text()),
    );
    expect(bodies.map((body) => body.split('\n').slice(0, 2))).toEqual(
      [1, 2, 3].map((index) => ['service: shop/web', `replica: web-echo-${index}`]),
    );
  });

  test('those of a Service that stays keep their addresses, those of one that goes are closed', async () => {
    const replicas = start();
    const before = new Map(await replicas.keep(['shop/web', 'shop/gone'], []));
    const after = new Map(await replicas.keep(['shop/web', 'shop/new'], []));
    expect([...after.keys()]).toEqual(['shop/web', 'shop/new']);
    expect(after.get('shop/web')).toEqual(before.get('shop/web'));
    const [gone] = before.get('shop/gone') ?? [];
    await expect(fetch(`http://127.0.0.1:${gone?.port}/`)).rejects.toThrow();
  });

  test('a successor takes the same addresses, and others where they are taken', async () => {
    const first = start();
    const before = await first.keep(['shop/web'], []);
    const taken = await start().keep(['shop/web'], before);
    expect(taken).not.toEqual(before);
    first.close();
    expect(await start().keep(['shop/web'], before)).toEqual(before);
  });

  test('are bounded', async () => {
    const services = Array.from({ length: maxEchoServices + 1 }, (_, index) => `shop/web-${index}`);
    const entries = await start().keep(services, []);
    expect(entries).toHaveLength(maxEchoServices);
    expect(entries.at(-1)?.[0]).toBe(`shop/web-${maxEchoServices - 1}`);
  });
});

describe('answers', () => {
  test('name the request line, the headers as received, and the length of the body', async () => {
    const port = await firstPort();
    const response = await fetch(`http://127.0.0.1:${port}/tea?cup=2`, {
      method: 'POST',
      headers: { 'X-Trial': 'yes' },
      body: 'x'.repeat(100_000),
    });
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const body = await response.text();
    expect(body).toContain('request: POST /tea?cup=2 HTTP/1.1\n');
    expect(body).toContain('body: 100000 bytes\n');
    expect(body).toMatch(/^x-trial: yes$/im);
  });

  test('are JSON for who asks for it', async () => {
    const port = await firstPort();
    const response = await fetch(`http://127.0.0.1:${port}/tea`, { headers: { accept: 'application/json' } });
    expect(await response.json()).toMatchObject({
      service: 'shop/web',
      replica: 'web-echo-1',
      request: 'GET /tea HTTP/1.1',
      bodyBytes: 0,
      headers: expect.arrayContaining([['accept', 'application/json']]),
    });
  });
});

test('a method that is not known is answered with 400, not with a broken connection', async () => {
  const socket = connect(await firstPort(), '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (text) => {
    answer += text;
  });
  socket.write('BREW / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'end');
  socket.destroy();
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
});

test('an upgrade to something else is ignored', async () => {
  const socket = connect(await firstPort(), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: a\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n');
  const [head] = await once(socket, 'data');
  expect(String(head)).toMatch(/^HTTP\/1\.1 200 /);
  socket.destroy();
});

describe('WebSocket', () => {
  const key = Buffer.from('0123456789abcdef').toString('base64');

  /** Sends an upgrade and gives the socket with what it answered. */
  async function upgrade(port: number, version = '13'): Promise<[Socket, string]> {
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `GET / HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: ${key}\r\nsec-websocket-version: ${version}\r\n\r\n`,
    );
    const [head] = await once(socket, 'data');
    return [socket, String(head)];
  }

  test('an upgrade is accepted, and a masked text comes back without mask', async () => {
    const [socket, head] = await upgrade(await firstPort());
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    expect(head).toMatch(/^HTTP\/1\.1 101 /);
    expect(head).toContain(`sec-websocket-accept: ${accept}\r\n`);
    // "Hello" as RFC 6455 5.7 masks it.
    socket.write(Buffer.from('818537fa213d7f9f4d5158', 'hex'));
    const [frame] = await once(socket, 'data');
    expect(frame).toEqual(Buffer.concat([Buffer.from([0x81, 5]), Buffer.from('Hello')]));
    socket.write(Buffer.from('88820000000003e8', 'hex'));
    const [close] = await once(socket, 'data');
    expect(close).toEqual(Buffer.from('880203e8', 'hex'));
    await once(socket, 'end');
    socket.destroy();
  });

  test('an unmasked frame ends the connection with 1002', async () => {
    const [socket] = await upgrade(await firstPort());
    socket.write(Buffer.from('810548656c6c6f', 'hex'));
    const [close] = await once(socket, 'data');
    expect(close).toEqual(Buffer.from('880203ea', 'hex'));
    socket.destroy();
  });

  test('another version is answered with the one that is spoken', async () => {
    const [socket, head] = await upgrade(await firstPort(), '8');
    expect(head).toMatch(/^HTTP\/1\.1 426 /);
    expect(head).toContain('sec-websocket-version: 13\r\n');
    socket.destroy();
  });
});
