import { afterEach, describe, expect, test } from 'vitest';
import type { Downstream } from '../forward/downstream.ts';
import {
  bodies,
  closed,
  echoBody,
  echoPath,
  events,
  get,
  Serving,
  type ServingOptions,
  turn,
} from './downstream.test-support.ts';

let serving: Serving | undefined;

async function serve(
  handle: (downstream: Downstream, index: number) => void,
  options?: ServingOptions,
): Promise<Serving> {
  serving = await Serving.open(handle, options);
  return serving;
}

afterEach(() => {
  serving?.close();
  serving = undefined;
});

describe('order', () => {
  test('requests sent at once are taken one at a time, and answered in order', async () => {
    const waiting: Downstream[] = [];
    const listener = await serve((downstream) => waiting.push(downstream));
    const client = await listener.connect();
    client.send(get('/1') + get('/2') + get('/3'));
    for (const path of ['/1', '/2', '/3']) {
      while (waiting.length === 0) await turn();
      expect(waiting.map((downstream) => downstream.request.path)).toEqual([path]);
      const next = waiting.shift();
      if (next !== undefined) echoPath(next);
    }
    await client.until('/3');
    expect(bodies(client.received)).toEqual(['/1', '/2', '/3']);
  });

  test('a body ends where it ends: what follows is the next request', async () => {
    const listener = await serve(echoBody);
    const client = await listener.connect();
    const chunkedPost =
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n';
    const post = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ntwo';
    client.send(chunkedPost + post + get('/') + get('/', 'Connection: close'));
    expect(bodies(await client.untilEnd())).toEqual(['<one>', '<two>', '<>', '<>']);
  });

  test('a request that comes octet by octet is one request', async () => {
    const listener = await serve(echoBody);
    const client = await listener.connect();
    client.socket.setNoDelay(true);
    for (const octet of 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none') {
      client.send(octet);
      await turn();
    }
    await client.until('<one>');
    expect(listener.requests).toHaveLength(1);
  });

  test('a client that reads nothing gets no more answered than fits', async () => {
    const body = Buffer.alloc(30_000, 'x');
    let most = 0;
    const listener = await serve((downstream) => {
      most = Math.max(most, listener.sockets[0]?.writableLength ?? 0);
      downstream.sendHead({
        status: 200,
        headers: [],
        length: body.length,
        hasBody: true,
        upgrade: undefined,
      });
      downstream.sendBody(body);
      downstream.sendEnd();
    });
    const client = await listener.connect();
    client.socket.pause();
    client.send(get('/').repeat(1000));
    client.send(get('/last', 'Connection: close'));
    while (listener.sockets[0]?.writableNeedDrain !== true) await turn();
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect(listener.requests.length).toBeLessThan(1000);
    client.socket.resume();
    const received = await client.untilEnd();
    expect(received.length).toBeGreaterThan(1001 * body.length);
    expect(listener.requests).toHaveLength(1001);
    expect(most).toBeLessThan(200_000);
  });
});

describe('the end of a connection', () => {
  test('a client that has ended its side still gets its answer', async () => {
    const listener = await serve((downstream) => setImmediate(echoPath, downstream));
    const client = await listener.connect();
    client.socket.end(get('/half'));
    const received = await client.untilEnd();
    expect(bodies(received)).toEqual(['/half']);
  });

  test('and all of them, if it asked for several', async () => {
    const listener = await serve((downstream) => setImmediate(echoPath, downstream));
    const client = await listener.connect();
    client.socket.end(get('/1') + get('/2') + get('/3'));
    const received = await client.untilEnd();
    expect(bodies(received)).toEqual(['/1', '/2', '/3']);
    expect(received.match(/Connection: close/g)).toHaveLength(1);
  });

  test('a client that ends its side while a last large response is under way gets all of it', async () => {
    const body = Buffer.alloc(8 * 1024 * 1024, 'x');
    const listener = await serve((downstream) => {
      downstream.sendHead({
        status: 200,
        headers: [],
        length: body.length,
        hasBody: true,
        upgrade: undefined,
      });
      downstream.sendBody(body);
      downstream.sendEnd();
    });
    const client = await listener.connect();
    client.send(get('/', 'Connection: close'));
    await client.until('\r\n\r\n');
    client.socket.end();
    const received = await client.untilEnd();
    expect(received.length - received.indexOf('\r\n\r\n') - 4).toBe(body.length);
  });

  test('a client that takes a last response slowly gets all of it', async () => {
    const body = Buffer.alloc(8 * 1024 * 1024, 'x');
    const listener = await serve(
      (downstream) => {
        downstream.sendHead({
          status: 200,
          headers: [],
          length: body.length,
          hasBody: true,
          upgrade: undefined,
        });
        downstream.sendBody(body);
        downstream.sendEnd();
      },
      { timeouts: { linger: 10 } },
    );
    const client = await listener.connect();
    client.send(get('/', 'Connection: close'));
    await client.until('\r\n\r\n');
    client.socket.pause();
    // Longer than it may take to close once it has everything.
    await new Promise((resolve) => setTimeout(resolve, 60));
    client.socket.resume();
    const received = await client.untilEnd();
    expect(received.length - received.indexOf('\r\n\r\n') - 4).toBe(body.length);
  });

  test.each([
    ['close asked for', get('/', 'Connection: close')],
    ['HTTP/1.0', 'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'],
  ])('%s: the answer says close, and what follows is not looked at', async (_name, text) => {
    const listener = await serve(echoPath);
    const client = await listener.connect();
    client.send(text + get('/second'));
    expect(await client.untilEnd()).toContain('Connection: close\r\n');
    expect(listener.requests).toHaveLength(1);
  });

  test('after so many requests the answer says close', async () => {
    const listener = await serve(echoPath, { requests: 2 });
    const client = await listener.connect();
    client.send(get('/1') + get('/2') + get('/3'));
    const received = await client.untilEnd();
    expect(bodies(received)).toEqual(['/1', '/2']);
    expect(received.match(/Connection: close/g)).toHaveLength(1);
  });

  test('when draining, the answer says close, and an idle connection ends', async () => {
    const listener = await serve((downstream) => {
      listener.draining = true;
      echoPath(downstream);
    });
    const idle = await listener.connect();
    const busy = await listener.connect();
    busy.send(get('/'));
    expect(await busy.untilEnd()).toContain('Connection: close');
    for (const connection of listener.connections) connection.drain();
    expect(await idle.untilEnd()).toBe('');
  });

  test('the answer reaches a client that is still sending much', async () => {
    const listener = await serve(echoPath, { timeouts: { linger: 100 } });
    const client = await listener.connect();
    client.send('POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n');
    client.socket.write(Buffer.alloc(20_000_000));
    const received = await client.until('/early');
    expect(received).toContain('Connection: close');
    const answered = performance.now();
    await closed(client.socket);
    expect(performance.now() - answered).toBeGreaterThan(50);
  });

  test('an HTTP/1.0 client can tell a body that broke off from one that ended', async () => {
    const listener = await serve((downstream, index) => {
      downstream.sendHead({ status: 200, headers: [], length: -1, hasBody: true, upgrade: undefined });
      downstream.sendBody(Buffer.from('part'));
      if (index === 0) downstream.sendEnd();
      else setImmediate(() => downstream.abort());
    });
    for (const broken of [false, true]) {
      const client = await listener.connect();
      client.send('GET / HTTP/1.0\r\n\r\n');
      let failed = false;
      client.socket.on('error', () => {
        failed = true;
      });
      await client.until('part');
      await client.untilEnd();
      client.socket.end();
      await closed(client.socket);
      expect(failed).toBe(broken);
    }
  });
});

test('a client that leaves is noticed, though the end of its body was not taken yet', async () => {
  let gone = (): void => {};
  const noticed = new Promise<void>((resolve) => {
    gone = resolve;
  });
  const listener = await serve((downstream) => {
    downstream.start(
      events({
        onRequestBody: () => downstream.pauseRequest(),
        onRequestEnd: () => asked(),
        onClosed: () => gone(),
      }),
    );
  });
  let asked = (): void => {};
  const whole = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const client = await listener.connect();
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none');
  await whole;
  client.socket.resetAndDestroy();
  await noticed;
});

test('a response to HEAD keeps its length and has no body', async () => {
  const listener = await serve((downstream) => {
    downstream.sendHead({ status: 200, headers: [], length: 1234, hasBody: false, upgrade: undefined });
    downstream.sendEnd();
  });
  const client = await listener.connect();
  client.send(`HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  expect(await client.untilEnd()).toBe(
    'HTTP/1.1 200 OK\r\nContent-Length: 1234\r\nConnection: close\r\n\r\n',
  );
});
