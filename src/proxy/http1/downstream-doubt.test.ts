import { afterEach, describe, expect, test } from 'vitest';
import type { Downstream } from '../forward/downstream.ts';
import {
  bodies,
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

  test.each([true, false])('a refusal names its reason only where asked for: %s', async (reasonHeader) => {
    const listener = await serve(echoPath, { reasonHeader });
    const client = await listener.connect();
    client.send('nonsense\r\n\r\n');
    expect((await client.untilEnd()).includes('\r\nX-Sluice-Reason: BadRequest\r\n')).toBe(reasonHeader);
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

  test('nor are those that come while the answer is under way', async () => {
    const listener = await serve((downstream) => {
      downstream.sendHead({ status: 200, headers: [], length: -1, hasBody: true, upgrade: undefined });
      downstream.sendBody(Buffer.from('part'));
    });
    const client = await listener.connect();
    client.send(get('/ws', 'Connection: upgrade', 'Upgrade: websocket'));
    await client.until('part');
    const [socket] = listener.sockets;
    const read = socket?.bytesRead;
    client.send(get('/smuggled'));
    while (socket?.bytesRead === read) await turn();
    listener.requests[0]?.sendEnd();
    await client.untilEnd();
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
