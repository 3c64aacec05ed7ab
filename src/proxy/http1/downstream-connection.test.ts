import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Downstream } from '../forward/downstream.ts';
import { echoBody, echoPath, events, Serving, type ServingOptions } from './downstream.test-support.ts';

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

function get(path: string, ...lines: string[]): string {
  return `GET ${path} HTTP/1.1\r\nHost: a\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Resolves once the socket is closed, by an error or without one. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.on('close', () => resolve());
  });
}

/** The bodies of the responses in `text`, which all have a length. */
function bodies(text: string): string[] {
  return [...text.matchAll(/Content-Length: (\d+)\r\n(?:[^\r]+\r\n)*\r\n/g)].map((found) => {
    const start = found.index + found[0].length;
    return text.slice(start, start + Number(found[1]));
  });
}

describe('order', () => {
  test('requests sent at once are taken one at a time, and answered in order', async () => {
    const waiting: Downstream[] = [];
    const listener = await serve((downstream) => waiting.push(downstream));
    const client = await listener.connect();
    client.send(get('/1') + get('/2') + get('/3'));
    for (const path of ['/1', '/2', '/3']) {
      while (waiting.length === 0) await once(listener.sockets[0] ?? process, 'data');
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
    await closed(client.socket);
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

describe('time', () => {
  test('a head that does not come to its end: 408', async () => {
    const listener = await serve(echoPath, { timeouts: { head: 20 } });
    const client = await listener.connect();
    client.send('GET / HTTP/1.1\r\nHost: a\r\n');
    expect(await client.untilEnd()).toMatch(
      /^HTTP\/1\.1 408 Request Timeout\r\n(?:.*\r\n)*Connection: close\r\n/,
    );
    expect(listener.refused).toMatchObject([{ status: 408, reason: 'RequestTimeout' }]);
  });

  test('a body that does not come to its end: 408', async () => {
    const listener = await serve(echoBody, { timeouts: { body: 20 } });
    const client = await listener.connect();
    client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab');
    expect(await client.untilEnd()).toMatch(/^HTTP\/1\.1 408 (?:.*\r\n)*Connection: close\r\n/);
  });

  test('a client that waits for a 100 is not hurried', async () => {
    const listener = await serve(
      (downstream) => {
        echoBody(downstream);
        setTimeout(() => downstream.sendInformational(100, []), 60);
      },
      { timeouts: { body: 20 } },
    );
    const client = await listener.connect();
    client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n');
    await client.until('HTTP/1.1 100 Continue\r\n\r\n');
    client.send('one');
    expect(await client.until('<one>')).toContain('HTTP/1.1 200 OK');
  });

  test('an idle connection ends in silence', async () => {
    const listener = await serve(echoPath, { timeouts: { idle: 20 } });
    const client = await listener.connect();
    expect(await client.untilEnd()).toBe('');
  });

  test('a client that does not read its response loses the connection', async () => {
    const closed = new Promise<void>((resolve) => {
      void serve(
        (downstream) => {
          const fill = (): void => {
            while (downstream.sendBody(Buffer.alloc(65_536)));
          };
          downstream.start(events({ onResponseDrain: fill, onClosed: resolve }));
          downstream.sendHead({ status: 200, headers: [], length: -1, hasBody: true, upgrade: undefined });
          fill();
        },
        { timeouts: { write: 30 } },
      ).then(async (listener) => {
        const client = await listener.connect();
        client.socket.pause();
        client.send(get('/'));
      });
    });
    await closed;
  });
});

describe('doubt', () => {
  test.each([
    ['a TLS handshake', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['a version to come', get('/').replace('1.1', '2.0'), 505],
    ['too long a target', get(`/${'a'.repeat(9000)}`), 414],
  ])('%s is answered once, and the connection ends', async (_name, text, status) => {
    const listener = await serve(echoPath);
    const client = await listener.connect();
    client.send(text + get('/smuggled'));
    const received = await client.untilEnd();
    expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(received).toContain('Connection: close');
    expect(received.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(listener.requests).toHaveLength(0);
  });

  test.each([
    ['chunk size', 'zz\r\n'],
    ['chunk end', '1\r\naXX'],
    ['trailer', '0\r\nA : b\r\n\r\n'],
  ])('a broken %s: 400, and what follows is not looked at', async (_name, body) => {
    const listener = await serve(echoBody);
    const client = await listener.connect();
    client.send(`POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${body}${get('/smuggled')}`);
    const received = await client.untilEnd();
    expect(received).toMatch(/^HTTP\/1\.1 400 (?:.*\r\n)*Connection: close\r\n/);
    expect(listener.requests).toHaveLength(1);
  });

  test('bytes behind an upgrade that was refused are no request', async () => {
    const listener = await serve((downstream) => setImmediate(echoPath, downstream));
    const client = await listener.connect();
    client.send(get('/ws', 'Connection: upgrade', 'Upgrade: websocket') + get('/smuggled'));
    expect(bodies(await client.untilEnd())).toEqual(['/ws']);
    expect(listener.requests).toHaveLength(1);
  });

  test('without such bytes the connection stays', async () => {
    const listener = await serve(echoPath);
    const client = await listener.connect();
    client.send(get('/ws', 'Connection: upgrade', 'Upgrade: websocket'));
    await client.until('/ws');
    client.send(get('/next'));
    await client.until('/next');
  });
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
