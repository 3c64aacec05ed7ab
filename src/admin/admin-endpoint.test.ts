import { createServer, type Server } from 'node:http';
import { type AddressInfo, createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Logger, silentLogger } from '../base/index.ts';
import { type AdminEndpoint, type AdminEndpointOptions, startAdminEndpoint } from './admin-endpoint.ts';
import { type AdminRoute, routeWithBody } from './admin-route.ts';

const rows = Array.from({ length: 20_000 }, (_, row) => ({ row, text: 'x'.repeat(20) }));

const routes: readonly AdminRoute[] = [
  { method: 'GET', path: '/thing', handle: () => ({ body: { a: 1 } }) },
  { method: 'GET', path: '/rows', handle: () => ({ body: rows.values() }) },
  {
    method: 'GET',
    path: '/text',
    handle: () => ({ status: 503, contentType: 'text/plain', content: 'no\n' }),
  },
  {
    method: 'GET',
    path: '/lines',
    handle: () => ({
      contentType: 'text/plain',
      stream: async (write) => {
        for (const line of ['one\n', 'two\n']) await write(line);
      },
    }),
  },
  {
    method: 'GET',
    path: '/breaks',
    handle: () => ({
      body: (function* () {
        yield* rows;
        throw new Error('half way');
      })(),
    }),
  },
  routeWithBody('POST', '/thing', z.object({}), () => ({ body: 'changed' })),
];

const open: AdminEndpoint[] = [];
const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((endpoint) => endpoint.close()));
  for (const server of servers.splice(0)) server.close();
});

async function start(more: Partial<AdminEndpointOptions> = {}): Promise<AdminEndpoint> {
  const endpoint = await startAdminEndpoint({
    address: { host: '127.0.0.1', port: 0 },
    routes,
    logger: silentLogger,
    trustedNames: () => ['admin.example.com'],
    ...more,
  });
  open.push(endpoint);
  return endpoint;
}

function portOf(endpoint: AdminEndpoint): number {
  const state = endpoint.state();
  return state.kind === 'listening' ? state.at.port : 0;
}

/** Sends a request as it is written and returns all that comes back. */
async function raw(port: number, request: string): Promise<string> {
  const socket = createConnection({ host: '127.0.0.1', port });
  socket.end(request);
  return text(socket);
}

function ask(port: number, path: string, host = '127.0.0.1', method = 'GET'): Promise<string> {
  return raw(port, `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
}

async function takePort(): Promise<{ readonly port: number; free(): Promise<void> }> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, free: () => new Promise((resolve) => server.close(() => resolve())) };
}

describe('the admin endpoint', () => {
  test('answers GET with JSON, and with fields that keep browsers from doing more', async () => {
    const answer = await ask(portOf(await start()), '/thing');
    expect(answer).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\n\{"a":1\}$/s);
    expect(answer).toMatch(/^content-security-policy: default-src 'self'/m);
    expect(answer).toMatch(/^x-content-type-options: nosniff/m);
    expect(answer).toMatch(/^x-frame-options: DENY/m);
    expect(answer).toMatch(/^referrer-policy: no-referrer/m);
    expect(answer).toMatch(/^cache-control: no-store/m);
    expect(answer).toMatch(/^cross-origin-resource-policy: same-origin/m);
  });

  test('answers HEAD as GET, without content', async () => {
    const port = portOf(await start());
    expect(await ask(port, '/thing', '127.0.0.1', 'HEAD')).toMatch(/content-length: 7\r\n.*\r\n\r\n$/s);
    expect(await ask(port, '/rows', '127.0.0.1', 'HEAD')).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\n$/s);
  });

  test('indents JSON where asked', async () => {
    expect(await ask(portOf(await start()), '/thing?pretty')).toContain('{\n  "a": 1\n}');
  });

  test('sends a large answer whole', async () => {
    const port = portOf(await start());
    const response = await fetch(`http://127.0.0.1:${port}/rows`);
    expect(await response.json()).toEqual(rows);
  });

  test('sends text with its status, and streams', async () => {
    const port = portOf(await start());
    expect(await ask(port, '/text')).toMatch(/^HTTP\/1\.1 503 .*no\n$/s);
    const response = await fetch(`http://127.0.0.1:${port}/lines`);
    expect(await response.text()).toBe('one\ntwo\n');
  });

  test('cuts an answer that fails half way, so that it is never taken for whole', async () => {
    const port = portOf(await start());
    const response = await fetch(`http://127.0.0.1:${port}/breaks`);
    await expect(response.text()).rejects.toThrow();
    expect(await ask(port, '/thing')).toMatch(/^HTTP\/1\.1 200/);
  });

  test.each(['POST', 'DELETE', 'PUT', 'OPTIONS'])('takes no %s', async (method) => {
    expect(await ask(portOf(await start()), '/thing', '127.0.0.1', method)).toMatch(/^HTTP\/1\.1 405/);
  });

  test('answers to no name but its own, and says which setting has them', async () => {
    const port = portOf(await start());
    expect(await ask(port, '/thing', 'evil.example')).toMatch(/^HTTP\/1\.1 421 .*adminHosts/s);
    expect(await ask(port, '/thing', 'admin.example.com')).toMatch(/^HTTP\/1\.1 200/);
    expect(await raw(port, 'GET /thing HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 421/);
  });

  test('takes no target that names another host', async () => {
    const port = portOf(await start());
    expect(await ask(port, 'http://evil.example/thing')).toMatch(/^HTTP\/1\.1 400/);
    expect(await ask(port, '//evil.example/thing')).toMatch(/^HTTP\/1\.1 404/);
  });

  test('refuses a head over 8 KiB', async () => {
    const port = portOf(await start());
    expect(await ask(port, `/thing?${'x'.repeat(9000)}`)).toMatch(/^HTTP\/1\.1 431/);
  });

  test('listens on IPv6', async () => {
    const endpoint = await start({ address: { host: '::1', port: 0 } });
    expect(endpoint.state()).toMatchObject({ kind: 'listening', at: { host: '::1' } });
    const response = await fetch(`http://[::1]:${portOf(endpoint)}/thing`);
    expect(response.status).toBe(200);
  });
});

describe('an admin endpoint whose port is taken', () => {
  test('says so once, tries again, and says when it listens', async () => {
    const taken = await takePort();
    const lines: string[] = [];
    const note = (line: string): number => lines.push(line);
    const logger: Logger = { ...silentLogger, error: note, info: note };
    const changed = Promise.withResolvers<void>();
    const endpoint = await start({
      address: { host: '127.0.0.1', port: taken.port },
      logger,
      retryMs: 5,
      onChange: () => changed.resolve(),
    });
    expect(endpoint.state()).toMatchObject({ kind: 'failing', code: 'EADDRINUSE' });
    await expect.poll(() => lines.length).toBe(1);
    await taken.free();
    await changed.promise;
    expect(endpoint.state()).toMatchObject({ kind: 'listening', at: { port: taken.port } });
    expect(await ask(taken.port, '/thing')).toMatch(/^HTTP\/1\.1 200/);
    expect(lines).toEqual([
      'the admin endpoint cannot listen; it is tried again',
      'the admin endpoint listens',
    ]);
  });

  test('gives up when it is closed', async () => {
    const taken = await takePort();
    const endpoint = await start({ address: { host: '127.0.0.1', port: taken.port }, retryMs: 5 });
    await endpoint.close();
    await taken.free();
    await expect(ask(taken.port, '/thing')).rejects.toThrow(/ECONNREFUSED/);
  });

  test('says when an address is not of this machine', async () => {
    const endpoint = await start({ address: { host: '192.0.2.1', port: 0 } });
    expect(endpoint.state()).toMatchObject({ kind: 'failing', code: 'EADDRNOTAVAIL' });
  });
});
