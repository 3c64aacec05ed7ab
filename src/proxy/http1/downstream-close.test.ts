import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { echoBody, get, Serving } from './downstream.test-support.ts';

let serving: Serving | undefined;

/** A listener that waits for the client to close, should it wait at all, for longer than a test may take. */
async function serve(): Promise<Serving> {
  serving = await Serving.open(echoBody, { timeouts: { linger: 60_000, write: 60_000 } });
  return serving;
}

afterEach(() => {
  serving?.close();
  serving = undefined;
});

describe('after the last answer', () => {
  test('a client that asked to close is not waited for', async () => {
    const listener = await serve();
    const client = await listener.connect();
    client.send(get('/', 'Connection: close'));
    await client.until('<>');
    const [socket] = listener.sockets;
    if (socket?.closed === false) await once(socket, 'close');
    expect(await client.untilEnd()).toContain('Connection: close\r\n');
  });

  test.each([
    ['more than it announced', `${get('/', 'Connection: close')}x`],
    ['a body', 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\none'],
  ])('one that sent %s gets a FIN only, so that a reset cannot take the answer away', async (_name, text) => {
    const listener = await serve();
    const client = await listener.connect();
    client.send(text);
    await client.untilEnd();
    expect(listener.sockets.map(({ destroyed }) => destroyed)).toEqual([false]);
    client.socket.end('more');
    const [socket] = listener.sockets;
    if (socket?.closed === false) await once(socket, 'close');
    expect(client.received).toContain('>');
  });
});
