import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DataPlaneBench, endpointsPart, hostPart, httpListener } from '../support/data-plane.ts';
import { get, request } from './rule-bench.test-support.ts';

let bench: DataPlaneBench;
beforeEach(() => {
  bench = new DataPlaneBench();
});
afterEach(() => bench.close());

const close = 'Connection: close';
const fine = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine';

async function serve(...endpoints: readonly { address: string; port: number }[]): Promise<void> {
  const set = [httpListener('http'), hostPart('a.example', ['/', 'b']), endpointsPart('b', ...endpoints)];
  await bench.dataPlane.apply({ full: true, delete: [], set });
}

async function ask(bytes: string): Promise<string> {
  const client = await bench.connect('http');
  client.send(bytes);
  return client.untilEnd();
}

/** An endpoint where nobody listens. */
async function nobody(): Promise<{ address: string; port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { address: '127.0.0.1', port: address.port };
}

/** Answers the first request of each connection, and ends the connection at the next. */
function staleAfterOne(seen: string[]): Promise<{ address: string; port: number }> {
  return bench.scripted((socket, received, index) => {
    seen[index] = received;
    const requests = received.match(/ HTTP\/1\.1\r\n/g)?.length ?? 0;
    if (requests > 1) socket.resetAndDestroy();
    else socket.write(fine);
  });
}

describe('another attempt', () => {
  test('rule 102: an endpoint that takes no connection is a 502, and none at all a 503', async () => {
    await serve(await nobody());
    expect(await ask(get('/', close))).toMatch(/^HTTP\/1\.1 502 /);
    await serve();
    expect(await ask(get('/', close))).toMatch(/^HTTP\/1\.1 503 /);
  });

  test('rule 127: a POST that met a stale connection is not sent again', async () => {
    const seen: string[] = [];
    await serve(await staleAfterOne(seen));
    const received = await ask(request('POST', '/1', []) + request('POST', '/2', [close]));
    expect(received).toMatch(/fineHTTP\/1\.1 502 /);
    expect(seen).toHaveLength(1);
  });

  test('rule 128: what was never sent goes to another endpoint, whatever the method', async () => {
    const seen: string[] = [];
    const good = await bench.scripted((socket, received, index) => {
      seen[index] = received;
      if (received.endsWith('hi')) socket.end(`HTTP/1.1 200 OK\r\n${close}\r\nContent-Length: 4\r\n\r\nfine`);
    });
    await serve(await nobody(), good, await nobody());
    for (const path of ['/1', '/2', '/3']) {
      expect(await ask(request('POST', path, ['Content-Length: 2', close], 'hi'))).toMatch(/fine$/);
    }
    expect(seen.filter((text) => text.endsWith('\r\n\r\nhi'))).toHaveLength(3);
  });

  test('rule 129: a GET that met a stale connection is sent once more, on a fresh one', async () => {
    const seen: string[] = [];
    await serve(await staleAfterOne(seen));
    const received = await ask(get('/1') + get('/2', close));
    expect(received.match(/fine/g)).toHaveLength(2);
    expect(seen).toHaveLength(2);
  });

  test('rule 130: nothing is sent again once the head of the answer is out', async () => {
    let attempts = 0;
    const endpoint = await bench.scripted((socket) => {
      attempts += 1;
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello');
    });
    await serve(endpoint, endpoint);
    expect(await ask(get('/', close))).toMatch(/hello$/);
    expect(attempts).toBe(1);
  });

  test('rule 130: a body that is no longer here whole is not sent again', async () => {
    const seen: string[] = [];
    await serve(await staleAfterOne(seen));
    const body = 'x'.repeat(200_000);
    const received = await ask(
      get('/1') + request('PUT', '/2', [`Content-Length: ${body.length}`, close], body),
    );
    expect(received).toMatch(/fineHTTP\/1\.1 502 /);
    expect(seen).toHaveLength(1);
  });

  test('rule 131: the next attempt takes an endpoint that has not failed', async () => {
    const good = await bench.origin('good');
    await serve(await nobody(), await nobody(), good);
    for (let i = 0; i < 6; i += 1) expect(await ask(get('/', close))).toContain('good');
  });
});
