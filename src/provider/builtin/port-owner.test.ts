import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findPortOwner } from './port-owner.ts';

const HEADER =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
let proc: string;

beforeEach(async () => {
  proc = await mkdtemp(join(tmpdir(), 'sluice-proc-'));
  await mkdir(join(proc, 'net'));
});

afterEach(() => rm(proc, { recursive: true }));

function row(local: string, state: string, inode: number): string {
  return `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0`;
}

async function tables(tcp: readonly string[], tcp6: readonly string[] = []): Promise<void> {
  await writeFile(join(proc, 'net', 'tcp'), [HEADER, ...tcp, ''].join('\n'));
  await writeFile(join(proc, 'net', 'tcp6'), [HEADER, ...tcp6, ''].join('\n'));
}

async function holds(pid: number, inode: number, program: string): Promise<void> {
  const folder = join(proc, String(pid));
  await mkdir(join(folder, 'fd'), { recursive: true });
  await symlink('/dev/null', join(folder, 'fd', '0'));
  await symlink(`socket:[${inode}]`, join(folder, 'fd', '7'));
  await symlink(program, join(folder, 'exe'));
}

describe('the owner of a port is', () => {
  test('the process that listens on the very address', async () => {
    await tables([row('0100007F:0050', '0A', 11), row('0200007F:0050', '0A', 12)]);
    await holds(100, 11, '/usr/sbin/nginx');
    await holds(200, 12, '/usr/sbin/haproxy (deleted)');
    expect(await findPortOwner('127.0.0.1', 80, proc)).toBe('nginx (process 100)');
    expect(await findPortOwner('127.0.0.2', 80, proc)).toBe('haproxy (process 200)');
  });

  test('the process that listens on every address, of either family', async () => {
    await tables([], [row('00000000000000000000000000000000:01BB', '0A', 5)]);
    await holds(300, 5, '/opt/caddy');
    expect(await findPortOwner('10.0.0.1', 443, proc)).toBe('caddy (process 300)');
  });

  test('a program without its name where the name could deceive', async () => {
    await tables([row('0100007F:0050', '0A', 11)]);
    await holds(100, 11, '/tmp/evil\nname');
    expect(await findPortOwner('127.0.0.1', 80, proc)).toBe('a program (process 100)');
  });
});

describe('the owner of a port is not known', () => {
  test('when the port has only connections, no listener', async () => {
    await tables([row('0100007F:0050', '01', 11)]);
    await holds(100, 11, '/usr/sbin/nginx');
    expect(await findPortOwner('127.0.0.1', 80, proc)).toBeUndefined();
  });

  test('when no process that we may look into has the socket', async () => {
    await tables([row('0100007F:0050', '0A', 11)]);
    expect(await findPortOwner('127.0.0.1', 80, proc)).toBeUndefined();
  });

  test('where there is no such folder', async () => {
    expect(await findPortOwner('127.0.0.1', 80, join(proc, 'none'))).toBeUndefined();
  });
});

test.runIf(process.platform === 'linux').each(['127.0.0.1', '::1', '0.0.0.0'])(
  'a listener of our own on %s is found in the real /proc',
  async (address) => {
    const server = createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, address, resolve));
    const bound = server.address();
    const port = typeof bound === 'object' ? (bound?.port ?? 0) : 0;
    const owner = await findPortOwner(address === '0.0.0.0' ? '127.0.0.1' : address, port);
    server.close();
    expect(owner).toBe(`node (process ${process.pid})`);
  },
);
