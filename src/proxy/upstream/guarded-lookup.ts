import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, type LookupFunction } from 'node:net';

/** Addresses that a name from outside may never lead to: this machine, its neighbours on the link, nothing, everyone. */
const refused = new BlockList();
refused.addSubnet('0.0.0.0', 8);
refused.addSubnet('127.0.0.0', 8);
refused.addSubnet('169.254.0.0', 16);
refused.addSubnet('224.0.0.0', 4);
refused.addSubnet('240.0.0.0', 4);
refused.addAddress('::', 'ipv6');
refused.addAddress('::1', 'ipv6');
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addSubnet('ff00::', 8, 'ipv6');

/** True for an address that the name of an ExternalName Service may resolve to. */
export function isOutsideAddress(address: string, family: 4 | 6): boolean {
  return !refused.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Resolves the name of an ExternalName endpoint at the moment of connecting, and drops addresses that lead
 * back to this machine, so that a change of DNS cannot open what is closed to others.
 */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error !== null) return callback(error, '', 0);
    const addresses = found.filter((entry) => isOutsideAddress(entry.address, entry.family === 6 ? 6 : 4));
    const [first] = addresses;
    if (first === undefined) return callback(new Error('the name leads to no usable address'), '', 0);
    if (options.all === true) return callback(null, addresses satisfies LookupAddress[]);
    callback(null, first.address, first.family);
  });
};
