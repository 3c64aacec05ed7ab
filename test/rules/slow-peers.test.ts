import { afterEach, describe, expect, test } from 'vitest';
import {
  type DataPlaneSettings,
  defaultDataPlaneSettings,
} from '../../src/proxy/runtime/data-plane-settings.ts';
import { get, RuleBench, type RuleOptions, request } from './rule-bench.test-support.ts';

const open: RuleBench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.close()));
});

async function start(options?: RuleOptions): Promise<RuleBench> {
  const bench = await RuleBench.start(options);
  open.push(bench);
  return bench;
}

type Times = Partial<DataPlaneSettings['downstreamTimeouts']>;

function ofClients(times: Times): Partial<DataPlaneSettings> {
  return { downstreamTimeouts: { ...defaultDataPlaneSettings.downstreamTimeouts, ...times } };
}

function ofBackends(times: Partial<DataPlaneSettings['upstreamTimeouts']>): Partial<DataPlaneSettings> {
  return { upstreamTimeouts: { ...defaultDataPlaneSettings.upstreamTimeouts, ...times } };
}

const close = 'Connection: close';
const post = (body = ''): string => request('POST', '/', ['Content-Length: 100', close], body);

describe('a slow client', () => {
  test('rule 99: an idle connection is closed without a word', async () => {
    const bench = await start({ settings: ofClients({ idle: 10 }) });
    expect(await bench.ask('')).toBe('');
  });

  test('rule 100: a head has a time as a whole, however often something comes', async () => {
    const bench = await start({ settings: ofClients({ head: 600 }) });
    const client = await bench.connect();
    client.send('GET / HTTP/1.1\r\nHost: a.example\r\n');
    const drip = setInterval(() => client.send('X: y\r\n'), 50);
    const received = await client.untilEnd();
    clearInterval(drip);
    expect(received).toMatch(/^HTTP\/1\.1 408 .*Connection: close\r\n/s);
    await bench.logs('408 RequestTimeout');
    expect(bench.seen).toEqual([]);
  });

  test('rule 101: a body that stops is given up, at the backend too', async () => {
    const bench = await start({ settings: ofClients({ body: 10 }) });
    expect(await bench.ask(post('some'))).toMatch(/^HTTP\/1\.1 408 .*Connection: close\r\n/s);
    await bench.logs('408 RequestTimeout');
    await expect.poll(() => bench.upstreamConnections).toBe(0);
  });

  test('rule 101: a body that stays below the least rate is given up, although it never stops', async () => {
    const bench = await start({ settings: ofClients({ body: 800, leastBodyRate: 1000 }) });
    const client = await bench.connect();
    client.send(request('POST', '/', ['Content-Length: 100000']));
    const drip = setInterval(() => client.send('x'), 50);
    const received = await client.untilEnd();
    clearInterval(drip);
    expect(received).toMatch(/^HTTP\/1\.1 408 /);
    await bench.logs('408 RequestTimeout');
  });

  test('rule 101: a body that keeps the least rate is not', async () => {
    const bench = await start({ settings: ofClients({ body: 800, leastBodyRate: 10 }) });
    const client = await bench.connect();
    client.send(request('POST', '/', ['Content-Length: 40', close]));
    let left = 40;
    const drip = setInterval(() => {
      if (left > 0) client.send('x');
      left -= 1;
    }, 50);
    const received = await client.untilEnd();
    clearInterval(drip);
    expect(received).toMatch(/fine$/);
  });

  test('rule 104: a client that does not read is dropped, also when it still sends', async () => {
    const bench = await start({
      settings: ofClients({ write: 800 }),
      backend: (socket) => {
        socket.on('error', () => {});
        if (socket.bytesWritten === 0)
          socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n${'x'.repeat(20_000_000)}`);
      },
    });
    const client = await bench.connect();
    client.socket.pause();
    client.send(request('POST', '/', ['Content-Length: 100000']));
    const drip = setInterval(() => client.send('x'), 50);
    await bench.logs('200 ClientClosed');
    clearInterval(drip);
    expect(bench.upstreamConnections).toBe(0);
  });
});

describe('a slow backend', () => {
  test('rule 102: one without endpoints gives 503', async () => {
    const bench = await start({ deserted: true });
    expect(await bench.ask(get('/', close))).toMatch(/^HTTP\/1\.1 503 /);
    await bench.logs('503 NoReadyEndpoints');
  });

  test('rule 103: one that does not answer gives 504', async () => {
    const bench = await start({ settings: ofBackends({ response: 10 }), backend: () => {} });
    expect(await bench.ask(get('/', close))).toMatch(/^HTTP\/1\.1 504 /);
    await bench.logs('504 UpstreamTimeout');
  });

  test('rule 103: one that stops within a body has it broken off', async () => {
    const bench = await start({
      settings: ofBackends({ idle: 10 }),
      backend: (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello'),
    });
    expect(await bench.ask(get('/', close))).toMatch(/hello$/);
    await bench.logs('200 UpstreamTimeout');
  });

  test('rule 105: a tunnel in which nothing moves is closed', async () => {
    const bench = await start({
      settings: { tunnelTimeouts: { idle: 10, halfClosed: 10 } },
      backend: (socket) => socket.write('HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'),
    });
    const received = await bench.ask(get('/', 'Connection: Upgrade', 'Upgrade: tcp'));
    expect(received).toMatch(/^HTTP\/1\.1 101 /);
    await bench.logs('101');
  });
});
