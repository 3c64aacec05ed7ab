import { once } from 'node:events';
import { createServer } from 'node:net';
import { adminRequest, controlSocketPath } from '../../src/admin/index.ts';
import { statusRow } from '../../src/cli/wire/wire.ts';
import { type Answer, send } from './http-client.ts';
import type { Program } from './running-program.ts';

/** Where the admin endpoint of a program listens, as its control socket says; fails while it does not listen. */
export async function adminPort(program: Program): Promise<number> {
  const status = statusRow.parse(await adminRequest(controlSocketPath(program.state), 'GET', '/v1/status'));
  const port = Number(status.admin?.split(':').at(-1));
  if (Number.isNaN(port)) throw new Error('the admin endpoint does not listen');
  return port;
}

/** One GET on a connection of its own; status 0 while nobody listens. */
export async function askAdmin(port: number, path: string, host = '127.0.0.1'): Promise<Answer> {
  return send({ address: '127.0.0.1', port, host, path }).catch(() => ({ status: 0, headers: {}, body: '' }));
}

/** Takes a port of this machine until it is freed. */
export async function takePort(): Promise<{ readonly port: number; free(): Promise<void> }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return { port, free: () => new Promise((resolve) => server.close(() => resolve())) };
}
