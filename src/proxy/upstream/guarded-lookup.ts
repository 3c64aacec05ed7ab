import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { type AdminSocket, isAdminSocket, judgeAddress } from '../../model/index.ts';

/** True for an address that the name of an ExternalName Service may resolve to: not this machine or its link, nor no one or everyone. */
export function isOutsideAddress(address: string): boolean {
  return judgeAddress(address) === 'plain';
}

/**
 * Resolves the name of an ExternalName endpoint at the moment of connecting, and drops addresses that lead
 * back to this machine, so that a change of DNS cannot open what is closed to others.
 */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolveOutside(hostname, options, isOutsideAddress, callback);
};

/** The lookup for endpoints on a port: where that is the port of the admin endpoint, its addresses are dropped as well. */
export function guardedLookupFor(port: number, admin: AdminSocket | undefined): LookupFunction {
  if (admin?.port !== port) return guardedLookup;
  const isOpen = (address: string): boolean =>
    isOutsideAddress(address) && !isAdminSocket(admin, address, port);
  return (hostname, options, callback) => resolveOutside(hostname, options, isOpen, callback);
}

function resolveOutside(
  hostname: string,
  options: Parameters<LookupFunction>[1],
  isOpen: (address: string) => boolean,
  callback: Parameters<LookupFunction>[2],
): void {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error !== null) return callback(error, '', 0);
    const addresses = found.filter((entry) => isOpen(entry.address));
    const [first] = addresses;
    if (first === undefined) return callback(new Error('the name leads to no usable address'), '', 0);
    if (options.all === true) return callback(null, addresses satisfies LookupAddress[]);
    callback(null, first.address, first.family);
  });
}
