import { readdir, readFile, readlink } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { basename } from 'node:path';

const LISTEN = '0A';
const MAX_TABLE = 4 * 1024 * 1024;
const MAX_DESCRIPTORS = 100_000;
const MAX_MS = 300;

/**
 * Which program listens on a port of an address, for example `nginx (process 812)`. Linux only, as far as /proc lets us
 * see; undefined when it cannot be told within a short time. `procFolder` is /proc but in tests.
 */
export async function findPortOwner(
  address: string,
  port: number,
  procFolder = '/proc',
): Promise<string | undefined> {
  try {
    const inodes = await listeningInodes(procFolder, address, port);
    return inodes.size === 0 ? undefined : await findHolder(procFolder, inodes);
  } catch {
    return undefined;
  }
}

/** Inodes of sockets that listen on the port of this address or of all addresses: proc(5), /proc/net/tcp. */
async function listeningInodes(procFolder: string, address: string, port: number): Promise<Set<string>> {
  const inodes = new Set<string>();
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const own = isIPv4(address) ? kernelAddress(address) : undefined;
  for (const table of ['tcp', 'tcp6']) {
    const text = await readFile(`${procFolder}/net/${table}`, 'latin1').catch(() => '');
    for (const line of text.slice(0, MAX_TABLE).split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      if (state !== LISTEN || !local.endsWith(suffix)) continue;
      const bound = local.slice(0, -suffix.length);
      const matches = own === undefined || /^0+$/.test(bound) || bound.endsWith(own);
      if (matches && inode !== '0') inodes.add(inode);
    }
  }
  return inodes;
}

/** An IPv4 address as the kernel prints it on a little-endian machine: bytes reversed, in hex. */
function kernelAddress(address: string): string {
  return Buffer.from(address.split('.').map(Number).reverse()).toString('hex').toUpperCase();
}

async function findHolder(procFolder: string, inodes: ReadonlySet<string>): Promise<string | undefined> {
  const deadline = performance.now() + MAX_MS;
  let left = MAX_DESCRIPTORS;
  for (const pid of await readdir(procFolder)) {
    if (!/^\d+$/.test(pid)) continue;
    // Descriptors of other users' processes are not shown to us.
    const descriptors = await readdir(`${procFolder}/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      left -= 1;
      if (left < 0 || performance.now() > deadline) return undefined;
      const target = await readlink(`${procFolder}/${pid}/fd/${descriptor}`).catch(() => '');
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode !== undefined && inodes.has(inode))
        return `${await programOf(procFolder, pid)} (process ${pid})`;
    }
  }
  return undefined;
}

async function programOf(procFolder: string, pid: string): Promise<string> {
  const path = await readlink(`${procFolder}/${pid}/exe`).catch(() => '');
  const name = basename(path.replace(/ \(deleted\)$/, ''));
  // The name of a file is another's to choose, and goes into a log line and an Event.
  return /^[\w.+-]{1,64}$/.test(name) ? name : 'a program';
}
