import { afterEach, describe, expect, test } from 'vitest';
import { answers, get, RuleBench, type RuleOptions, request } from './rule-bench.test-support.ts';

const open: RuleBench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.close()));
});

async function start(options?: RuleOptions): Promise<RuleBench> {
  const bench = await RuleBench.start(options);
  open.push(bench);
  return bench;
}

const close = 'Connection: close';
const none = 'Content-Length: 0\r\n\r\n';

describe('order and ends', () => {
  test('rule 90: requests sent together are answered in order', async () => {
    const bench = await start({
      backend: (socket, received) => {
        const path =
          received
            .match(/GET (\/\d) /g)
            ?.at(-1)
            ?.slice(4, 6) ?? '';
        if (received.endsWith('\r\n\r\n'))
          socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n${path}`);
      },
    });
    const received = await bench.ask(get('/1') + get('/2') + get('/3', close));
    expect(received.match(/\n\/\d/g)).toEqual(['\n/1', '\n/2', '\n/3']);
  });

  test('rule 91: a backend gets the next request only after its answer', async () => {
    let most = 0;
    const bench = await start({
      backend: (socket, received) => {
        most = Math.max(most, received.match(/GET /g)?.length ?? 0);
        if (most === 1) setImmediate(() => socket.write(`HTTP/1.1 200 OK\r\n${close}\r\n${none}`));
      },
    });
    const client = await bench.connect();
    client.send(get('/1') + get('/2'));
    await client.until('200 OK');
    expect(most).toBe(1);
  });

  test('rule 92: an answer before the body was read goes on, and ends both connections', async () => {
    const bench = await start({
      backend: (socket, received) => {
        if (!received.includes('second')) socket.write(`HTTP/1.1 413 Large\r\n${none}`);
      },
    });
    const client = await bench.connect();
    client.send(request('POST', '/', ['Content-Length: 1000000']));
    expect(await client.untilEnd()).toMatch(/^HTTP\/1\.1 413 .*Connection: close\r\n/s);
    await expect.poll(() => bench.upstreamConnections).toBe(0);
  });

  test('rule 92: an answer goes on although the backend resets its connection with it', async () => {
    const bench = await start({
      backend: (socket) => {
        socket.pause();
        socket.write(`HTTP/1.1 413 Large\r\nContent-Length: 4\r\n\r\nlate`, () => socket.resetAndDestroy());
      },
    });
    const client = await bench.connect();
    client.send(request('POST', '/', ['Content-Length: 9000000'], 'x'.repeat(3_000_000)));
    expect(await client.untilEnd()).toMatch(/^HTTP\/1\.1 413 .*late$/s);
  });

  test('rule 93: an answer of our own outlives what the client still sends', async () => {
    const bench = await start({ settings: { maxBodySize: 10 } });
    const client = await bench.connect();
    client.send(request('POST', '/', ['Content-Length: 3000000'], 'x'.repeat(3_000_000)));
    expect(await client.untilEnd()).toMatch(/^HTTP\/1\.1 413 .*413 Payload Too Large\n$/s);
    await bench.logs('413 BodyTooLarge');
    expect(bench.seen).toEqual([]);
  });

  test('rule 94: a client that ends its side after the request gets its answer', async () => {
    const bench = await start({
      backend: (socket) => setImmediate(() => socket.write(`HTTP/1.1 200 OK\r\n${none}`)),
    });
    const client = await bench.connect();
    client.socket.end(get('/'));
    expect(await client.untilEnd()).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('rule 95: a client that breaks off gives its request up', async () => {
    const bench = await start({ backend: () => {} });
    const client = await bench.connect();
    client.send(get('/'));
    await expect.poll(() => bench.seen.length).toBe(1);
    client.socket.resetAndDestroy();
    await bench.logs('499 ClientClosed');
    await expect.poll(() => bench.upstreamConnections).toBe(0);
  });

  test('rule 96: close wins over keep-alive, on both sides', async () => {
    const bench = await start({
      backend: answers(`HTTP/1.1 200 OK\r\nConnection: keep-alive, close\r\n${none}`),
    });
    const received = await bench.ask(get('/', 'Connection: keep-alive, close') + get('/smuggled'));
    expect(received.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    await expect.poll(() => bench.upstreamConnections).toBe(0);
  });

  test('rule 97: a client that does not read stops the backend', async () => {
    let written = 0;
    const bench = await start({
      backend: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n');
        const more = (): void => {
          while (written < 200_000_000 && socket.write('x'.repeat(65_536))) written += 65_536;
        };
        socket.on('drain', more);
        more();
      },
    });
    const client = await bench.connect();
    client.socket.pause();
    client.send(get('/'));
    let before = -1;
    await expect
      .poll(
        () => {
          const same = written === before && written > 0;
          before = written;
          return same;
        },
        { interval: 300, timeout: 10_000 },
      )
      .toBe(true);
    expect(written).toBeLessThan(50_000_000);
  });
});
