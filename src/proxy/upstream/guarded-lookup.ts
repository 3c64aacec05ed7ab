import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { judgeAddress } from '../../model/index.ts';

/** True for an address that the name of an ExternalName Service may resolve to: not this machine or its link, nor no one or everyone. */
export function isOutsideAddress(address: string): boolean {
  return judgeAddress(address) === 'plain';
}

/**
 * Resolves the name of an ExternalName endpoint at the moment of connecting, and drops addresses that lead
 * back to this machine, so that a change of DNS cannot open what is closed to others.
 */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error !== null) return callback(error, '', 0);
    const addresses = found.filter((entry) => isOutsideAddress(entry.address));
    const [first] = addresses;
    if (first === undefined) return callback(new Error('the name leads to no usable address'), '', 0);
    if (options.all === true) return callback(null, addresses satisfies LookupAddress[]);
    callback(null, first.address, first.family);
  });
};
