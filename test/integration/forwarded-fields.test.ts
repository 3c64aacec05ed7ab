import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getText, hostPart } from '../support/data-plane.ts';
import { EdgeBench, here, toldOf } from '../support/edge-bench.ts';

let bench: EdgeBench;

beforeEach(async () => {
  bench = await EdgeBench.open();
});

afterEach(() => bench.close());

describe('rule 119: forwarded fields', () => {
  const fields = [
    'X-Forwarded-For: 1.1.1.1, 192.0.2.7',
    'X-Forwarded-Proto: https',
    'X-Forwarded-Host: shop.example',
    'X-Forwarded-Port: 8443',
    'X-Request-ID: from-the-proxy',
  ];

  test('of a trusted proxy go through', async () => {
    await bench.settle({ trustedProxies: here });
    const client = await bench.connect('t/80');
    client.send(getText('/', 'a.example', ...fields));
    expect(await toldOf(client)).toMatchObject({
      'x-forwarded-for': '1.1.1.1, 192.0.2.7, 127.0.0.1',
      'x-real-ip': '192.0.2.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'shop.example',
      'x-forwarded-port': '8443',
      'x-request-id': 'from-the-proxy',
    });
  });

  test('of anyone else do not', async () => {
    const client = await bench.connect('t/80');
    client.send(getText('/', 'a.example', ...fields));
    const told = await toldOf(client);
    expect(told).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'a.example',
      'x-forwarded-port': '80',
    });
    expect(told['x-request-id']).not.toBe('from-the-proxy');
  });

  test('trust that is taken away is gone for open connections too', async () => {
    await bench.settle({ trustedProxies: here });
    const client = await bench.connect('t/80');
    client.send(getText('/', 'a.example', ...fields));
    await client.until('X-Real-IP: 192.0.2.7');
    await bench.settle({});
    client.send(getText('/', 'a.example', ...fields));
    await client.until('X-Real-IP: 127.0.0.1');
  });

  test.each([
    'Connection: X-Forwarded-For, X-Real-IP, X-Forwarded-Proto, X-Forwarded-Host, X-Forwarded-Port, X-Request-ID',
    'connection: x-forwarded-for, x-real-ip, x-forwarded-proto, x-forwarded-host, x-forwarded-port, x-request-id',
  ])('%s removes none of ours', async (line) => {
    await bench.settle({ trustedProxies: here });
    const client = await bench.connect('t/80');
    client.send(getText('/', 'a.example', line, ...fields));
    expect(await toldOf(client)).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'a.example',
      'x-forwarded-port': '80',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('a redirect to HTTPS does not loop behind a proxy that ends TLS', async () => {
    await bench.settle({ trustedProxies: here });
    const host = hostPart('a.example', ['/', 'web']);
    const routes = host.virtualHost.routes.map((route) => ({
      ...route,
      policies: { sslRedirect: { status: 308 as const } },
    }));
    await bench.apply({ ...host, virtualHost: { ...host.virtualHost, routes } });
    const redirected = await bench.connect('t/80');
    redirected.send(getText('/'));
    await redirected.until('HTTP/1.1 308 ');
    const through = await bench.connect('t/80');
    through.send(getText('/', 'a.example', 'X-Forwarded-Proto: https'));
    await through.until('HTTP/1.1 200 ');
  });
});
