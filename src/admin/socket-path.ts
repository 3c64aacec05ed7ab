import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { contentHash } from '../base/index.ts';

/** A Unix socket address holds 108 bytes on Linux and 104 elsewhere, with a closing zero. */
const longestPath = 100;

/**
 * Where a server with this state directory listens for `sluice slb` and `sluice get`: `control.sock` in it, or,
 * where that path is too long for a socket, a name in the folder for temporary files that both sides compute alike.
 */
export function controlSocketPath(stateDirectory: string): string {
  const directory = resolve(stateDirectory);
  const inside = join(directory, 'control.sock');
  if (Buffer.byteLength(inside) <= longestPath) return inside;
  return join(tmpdir(), `sluice-${contentHash(directory)}.sock`);
}
