import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Answer, type ClientRequest, send } from '../../http-client.ts';
import { RawClient } from '../../raw-client.ts';
import type { Backend } from '../state.ts';
import {
  closedPort,
  makeBackend,
  readBody,
  type ServedWorld,
  serveWorld,
  setGroup,
  startBackend,
  startNamed,
} from './traffic.test-support.ts';

/** One listener whose requests all go to the backends. A second lasts 50 ms. */
function worldOf(backends: Backend[], settings: Record<string, string> = {}): ServedWorld {
  const world = serveWorld([{ serverGroupId: 'rsp-a', settings }], { secondMs: 50 });
  setGroup(world.instance, 'rsp-a', backends);
  return world;
}

async function worldWith(
  answer: RequestListener,
  settings: Record<string, string> = {},
): Promise<ServedWorld> {
  return worldOf([makeBackend((await startBackend(answer)).port)], settings);
}

async function ask(world: ServedWorld, more: Partial<ClientRequest> = {}): Promise<Answer> {
  return send({ ...(await world.traffic.addressOf('lb-1', 80)), host: 'shop.example', path: '/', ...more });
}

async function connectRaw(world: ServedWorld): Promise<RawClient> {
  const { address, port } = await world.traffic.addressOf('lb-1', 80);
  const client = await RawClient.open(port, address);
  onTestFinished(() => client.close());
  return client;
}

describe('without a usable backend', () => {
  test('the answer is the switch’s where the group has none', async () => {
    const world = worldOf([]);
    expect(await ask(world)).toMatchObject({ status: 503, headers: { server: 'Tengine' } });
    world.switches.emptyGroupStatus = 502;
    expect((await ask(world)).status).toBe(502);
  });

  test('the answer is 502 where all have weight 0 or cannot be reached', async () => {
    expect((await ask(worldOf([makeBackend((await startNamed('a')).port, 0)]))).status).toBe(502);
    expect((await ask(worldOf([makeBackend(await closedPort())]))).status).toBe(502);
  });

  test('the next one is asked where the first cannot be reached', async () => {
    const world = worldOf([
      makeBackend(await closedPort(), 100),
      makeBackend((await startNamed('b')).port, 1),
    ]);
    expect((await ask(world)).body).toBe('b');
  });

  test('the answer is 502 where it ends the connection without an answer', async () => {
    expect((await ask(await worldWith((request) => request.socket.destroy()))).status).toBe(502);
  });

  test('the answer is 504 where it is silent for longer than RequestTimeout', async () => {
    expect((await ask(await worldWith(() => {}, { RequestTimeout: '1' }))).status).toBe(504);
  });
});

describe('a request', () => {
  test('arrives as it was sent, but for what is said of one connection', async () => {
    const seen: string[][] = [];
    const world = await worldWith((request, response) => {
      seen.push([request.method ?? '', request.url ?? '', ...request.rawHeaders]);
      response.end();
    });
    const client = await connectRaw(world);
    client.send(
      'DELETE /a%20b?c=d HTTP/1.1\r\nHost: Shop.Example:80\r\nX-Own: 1\r\nx-own: 2\r\nTE: trailers\r\n\r\n',
    );
    await client.until('\r\n\r\n');
    const [fields = []] = seen;
    expect(fields).toEqual([
      'DELETE',
      '/a%20b?c=d',
      'Host',
      'Shop.Example:80',
      'X-Own',
      '1',
      'x-own',
      '2',
      'Connection',
      'close',
    ]);
  });

  test('carries the forwarded fields its listener has switched on, with what came before', async () => {
    const on = ['XForwardedFor', 'XForwardedFor_proto', 'XForwardedFor_SLBIP', 'XForwardedFor_SLBID'];
    const world = await worldWith((request, response) => response.end(JSON.stringify(request.headers)), {
      ...Object.fromEntries(on.map((name) => [name, 'on'])),
      XForwardedFor_SLBPORT: 'off',
    });
    const headers = { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https', 'x-forwarded-port': '1' };
    expect(JSON.parse((await ask(world, { headers })).body)).toMatchObject({
      'x-forwarded-for': '1.2.3.4, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '1',
      'slb-ip': '47.0.0.1',
      'slb-id': 'lb-1',
    });
  });

  test.each([
    ['of a known length', 'Content-Length: 5\r\n\r\nhello'],
    ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n'],
  ])('brings its body %s', async (_, framed) => {
    const world = await worldWith(async (request, response) =>
      response.end(`got ${await readBody(request)}`),
    );
    const client = await connectRaw(world);
    client.send(`POST / HTTP/1.1\r\nHost: shop.example\r\n${framed}`);
    await client.until('got hello');
  });

  test('without a body stays so', async () => {
    const world = await worldWith((request, response) => response.end(JSON.stringify(request.headers)));
    const client = await connectRaw(world);
    client.send('POST / HTTP/1.1\r\nHost: shop.example\r\n\r\n');
    expect(await client.until('}')).toContain('"content-length":"0"');
  });

  test('that waits for leave to send its body is told to go on', async () => {
    const world = await worldWith(async (request, response) => {
      response.end(`${request.headers.expect} ${await readBody(request)}`);
    });
    const client = await connectRaw(world);
    client.send('PUT / HTTP/1.1\r\nHost: shop.example\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n');
    await client.until('HTTP/1.1 100 Continue\r\n\r\n');
    client.send('hello');
    await client.until('undefined hello');
  });

  test('that would rather have HTTP/2 is a request as any other', async () => {
    const world = await worldWith(async (request, response) => {
      response.end(`${request.headers.upgrade} ${await readBody(request)}`);
    });
    const client = await connectRaw(world);
    client.send('POST / HTTP/1.1\r\nHost: shop.example\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n');
    client.send('Content-Length: 5\r\n\r\nhello');
    await client.until('undefined hello');
  });

  test('goes to a backend’s real place', async () => {
    const { port } = await startNamed('a');
    const world = serveWorld([{ serverGroupId: 'rsp-a' }], {
      resolveBackend: (ip) => ({ address: '127.0.0.1', port: ip === '10.0.0.1' ? port : 0 }),
    });
    setGroup(world.instance, 'rsp-a', [{ ...makeBackend(80), serverIp: '10.0.0.1' }]);
    expect((await ask(world)).body).toBe('a');
  });
});

describe('an answer', () => {
  test('comes as the backend gave it', async () => {
    const world = await worldWith((_, response) => {
      response.writeHead(418, 'Short and Stout', ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Server', 'own']);
      response.end('tea');
    });
    const client = await connectRaw(world);
    client.send('GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n');
    const answer = await client.untilEnd();
    expect(answer).toMatch(
      /^HTTP\/1.1 418 Short and Stout\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nServer: own\r\n/,
    );
    expect(answer.match(/^date:/gim)).toHaveLength(1);
  });

  test('to HEAD has the length and no body', async () => {
    const world = await worldWith((_, response) =>
      response.writeHead(200, { 'content-length': 5 }).end('hello'),
    );
    expect(await ask(world, { method: 'HEAD' })).toMatchObject({
      body: '',
      headers: { 'content-length': '5' },
    });
  });

  test('that ends early ends the connection', async () => {
    const world = await worldWith((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.destroy());
    });
    await expect(ask(world)).rejects.toThrow(/aborted|early/);
  });

  test('that nobody waits for any more is given up', async () => {
    const { promise: asked, resolve: tellAsked } = Promise.withResolvers<void>();
    const { promise: gone, resolve: tellGone } = Promise.withResolvers<void>();
    const answer: RequestListener = (request) => {
      tellAsked();
      request.socket.once('close', tellGone);
    };
    // Longer than this test may take.
    const world = await worldWith(answer, { RequestTimeout: '1000' });
    const client = await connectRaw(world);
    client.send('GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n');
    await asked;
    client.close();
    await gone;
  });
});

describe('an upgrade to a WebSocket', () => {
  const hello =
    'GET /chat HTTP/1.1\r\nHost: shop.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a2V5\r\n\r\n';
  const accept = createHash('sha1').update('a2V5258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');

  test('passes, and bytes pass both ways from then on, whatever becomes of rules', async () => {
    const backend = await startBackend(() => {});
    backend.on('upgrade', (_, socket: Duplex, head: Buffer) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\nready `,
      );
      socket.write(head);
      socket.pipe(socket);
    });
    const world = worldOf([makeBackend(backend.port)], { RequestTimeout: '1' });
    const client = await connectRaw(world);
    client.send(`${hello}first `);
    const answer = await client.until('ready first ');
    expect(answer).toMatch(/^HTTP\/1.1 101 Switching Protocols\r\n/);
    expect(answer).toContain(`Sec-WebSocket-Accept: ${accept}\r\n`);
    world.change(() => setGroup(world.instance, 'rsp-a', []));
    client.send('second ');
    await client.until('second ');
    await world.traffic.close();
    await client.untilEnd();
  });

  test('that is refused ends the connection, so that no later request goes unrouted', async () => {
    const world = await worldWith((_, response) => response.writeHead(403).end('no'));
    const client = await connectRaw(world);
    client.send(hello);
    const answer = await client.untilEnd();
    expect(answer).toMatch(/^HTTP\/1.1 403 Forbidden\r\n/);
    expect(answer).toMatch(/Connection: close/i);
  });
});

test('weights are kept, and weight 0 takes nothing new while what it has goes on', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: asked, resolve: tellAsked } = Promise.withResolvers<void>();
  const slow = await startBackend(async (_, response) => {
    tellAsked();
    await released;
    response.end('slow');
  });
  const fast = await startNamed('fast');
  const world = worldOf([makeBackend(slow.port, 100), makeBackend(fast.port, 1)]);
  const first = ask(world);
  await asked;
  world.change(() =>
    setGroup(world.instance, 'rsp-a', [makeBackend(slow.port, 0), makeBackend(fast.port, 1)]),
  );
  for (const _ of [1, 2, 3]) expect((await ask(world)).body).toBe('fast');
  release();
  expect((await first).body).toBe('slow');
});
