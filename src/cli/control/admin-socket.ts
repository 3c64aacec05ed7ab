import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { AdminAddress } from '../../admin/index.ts';
import type { AdminSocket } from '../../model/index.ts';

/**
 * Where an admin endpoint can be reached that listens on `host`. A name, of which only the system knows what it stands
 * for, counts as every address of this machine.
 */
export function adminSocket({ host, port }: AdminAddress): AdminSocket {
  const everywhere = isIP(host) === 0 || /^[0:.]+$/.test(host) || host === '::ffff:0.0.0.0';
  return { port, everywhere, addresses: everywhere ? machineAddresses() : [host] };
}

/** In an order that is always the same. */
function machineAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return [...new Set(all.map(({ address }) => address))].sort();
}
