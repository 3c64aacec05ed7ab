import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * What an address is for: `plain` ones are pods, `local` ones (loopback, link-local) this machine or its link,
 * `never` ones no peer at all (unspecified, multicast, reserved, or not an IP address).
 */
export type AddressKind = 'plain' | 'local' | 'never';

const localRanges = new BlockList();
localRanges.addSubnet('127.0.0.0', 8, 'ipv4');
localRanges.addSubnet('169.254.0.0', 16, 'ipv4');
localRanges.addAddress('::1', 'ipv6');
localRanges.addSubnet('fe80::', 10, 'ipv6');

const neverRanges = new BlockList();
neverRanges.addSubnet('0.0.0.0', 8, 'ipv4');
neverRanges.addSubnet('224.0.0.0', 3, 'ipv4');
// The deprecated IPv4-compatible form, and the unspecified address.
neverRanges.addSubnet('::', 96, 'ipv6');
neverRanges.addSubnet('ff00::', 8, 'ipv6');

/** Judges an IPv4 or IPv6 address in any spelling; one mapped into IPv6 counts as the IPv4 address it is. */
export function judgeAddress(address: string): AddressKind {
  if (isIPv4(address)) return judgeIPv4(Number.parseInt(address, 10), address);
  if (!isIPv6(address)) return 'never';
  const zone = address.indexOf('%');
  const plain = zone === -1 ? address : address.slice(0, zone);
  if (localRanges.check(plain, 'ipv6')) return 'local';
  return neverRanges.check(plain, 'ipv6') ? 'never' : 'plain';
}

// By the first byte, because lists of many thousand addresses are judged at once.
function judgeIPv4(firstByte: number, address: string): AddressKind {
  if (firstByte === 0 || firstByte >= 224) return 'never';
  if (firstByte === 127 || (firstByte === 169 && localRanges.check(address, 'ipv4'))) return 'local';
  return 'plain';
}
