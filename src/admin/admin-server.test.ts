import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { OperatorError, silentLogger } from '../base/index.ts';
import { adminRequest } from './admin-client.ts';
import { type AdminRoute, routeWithBody } from './admin-route.ts';
import { type AdminServer, startAdminServer } from './admin-server.ts';
import { controlSocketPath } from './socket-path.ts';

const routes: readonly AdminRoute[] = [
  { method: 'GET', path: '/v1/things', handle: () => ({ body: ['a', 'b'] }) },
  {
    method: 'DELETE',
    path: '/v1/things/:id',
    handle: ({ params, query }) => ({ body: { id: params.get('id'), force: query.get('force') } }),
  },
  routeWithBody('POST', '/v1/things', z.strictObject({ name: z.string() }), ({ body }) => ({
    status: 201,
    body: { made: body.name },
  })),
  {
    method: 'GET',
    path: '/v1/refused',
    handle: () => {
      throw new OperatorError('ThingInUse', 'The thing is in use.', { hint: 'Stop using it.' });
    },
  },
  {
    method: 'GET',
    path: '/v1/broken',
    handle: () => {
      throw new Error('secret detail');
    },
  },
];

let folder = '';
let socketPath = '';
let server: AdminServer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-admin-'));
  socketPath = controlSocketPath(folder);
  server = await startAdminServer({ socketPath, routes, logger: silentLogger });
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** Sends bytes as they are and returns all that comes back. */
async function raw(request: string): Promise<string> {
  const socket = createConnection(socketPath);
  socket.end(request);
  return text(socket);
}

describe('the control socket', () => {
  test('answers JSON to the client', async () => {
    expect(await adminRequest(socketPath, 'GET', '/v1/things')).toEqual(['a', 'b']);
  });

  test('hands parts of the path and the query to the handler, decoded', async () => {
    expect(await adminRequest(socketPath, 'DELETE', '/v1/things/lb-%61?force=true')).toEqual({
      id: 'lb-a',
      force: 'true',
    });
  });

  test('takes a body that fits its schema', async () => {
    expect(await adminRequest(socketPath, 'POST', '/v1/things', { name: 'x' })).toEqual({ made: 'x' });
  });

  test('refuses a body that does not fit, and names the field', async () => {
    await expect(adminRequest(socketPath, 'POST', '/v1/things', { name: 1 })).rejects.toThrow(/name/);
  });

  test('refuses a body where none is expected', async () => {
    await expect(adminRequest(socketPath, 'GET', '/v1/things', {})).rejects.toThrow(/takes no body/);
  });

  test('refuses a body over 64 KiB', async () => {
    const body = { name: 'x'.repeat(70_000) };
    await expect(adminRequest(socketPath, 'POST', '/v1/things', body)).rejects.toThrow(/64 KiB/);
  });

  test('refuses a body that is not JSON', async () => {
    const request = 'POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nConnection: close\r\n\r\n{';
    expect(await raw(request)).toMatch(/^HTTP\/1\.1 400 .*not JSON/s);
  });

  test('carries code, message and hint of a refusal to the client', async () => {
    await expect(adminRequest(socketPath, 'GET', '/v1/refused')).rejects.toMatchObject({
      code: 'ThingInUse',
      message: 'The thing is in use.',
      hint: 'Stop using it.',
    });
  });

  test('keeps the details of an unexpected error to the log', async () => {
    const lines: unknown[] = [];
    await server.close();
    const logger = { ...silentLogger, error: (...line: unknown[]) => lines.push(line) };
    server = await startAdminServer({ socketPath, routes, logger });
    const failed = adminRequest(socketPath, 'GET', '/v1/broken');
    await expect(failed).rejects.toMatchObject({ code: 'InternalError' });
    await expect(failed).rejects.not.toThrow(/secret/);
    expect(JSON.stringify(lines)).toContain('secret detail');
  });

  test('knows no other paths', async () => {
    await expect(adminRequest(socketPath, 'GET', '/v1/other')).rejects.toMatchObject({ code: 'NotFound' });
    await expect(adminRequest(socketPath, 'DELETE', '/v1/things/%ff')).rejects.toMatchObject({
      code: 'NotFound',
    });
  });

  test('can be opened by its owner alone', async () => {
    expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
  });

  test('replaces what a killed server left', async () => {
    await server.close();
    await writeFile(socketPath, '');
    server = await startAdminServer({ socketPath, routes, logger: silentLogger });
    expect(await adminRequest(socketPath, 'GET', '/v1/things')).toEqual(['a', 'b']);
  });

  test('says that no server runs when nobody listens', async () => {
    await server.close();
    await expect(adminRequest(socketPath, 'GET', '/v1/things')).rejects.toMatchObject({
      code: 'ServerNotRunning',
    });
  });

  test('says so when the socket cannot be made', async () => {
    const options = { socketPath: join(folder, 'missing', 'control.sock'), routes, logger: silentLogger };
    await expect(startAdminServer(options)).rejects.toMatchObject({ code: 'ControlSocketUnavailable' });
  });
});

describe('the path of the control socket', () => {
  test('lies in the state directory', () => {
    expect(controlSocketPath('/var/lib/sluice')).toBe('/var/lib/sluice/control.sock');
  });

  test('moves where it would be too long for a socket, to the same place for both sides', () => {
    const long = `/${'x'.repeat(120)}`;
    expect(controlSocketPath(`${long}/`)).toBe(controlSocketPath(long));
    expect(Buffer.byteLength(controlSocketPath(long))).toBeLessThan(100);
    expect(controlSocketPath(long)).not.toBe(controlSocketPath(`${long}y`));
  });
});
