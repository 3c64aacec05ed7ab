import { BlockList, isIP, SocketAddress } from 'node:net';

interface AddressRange {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly prefix: number;
}

const form = /^([0-9A-Fa-f:.]+)(?:\/(0|[1-9]\d{0,2}))?$/;

/** True for an IP address, or one with the length of a prefix (CIDR, RFC 4632): `10.0.0.0/8`, `2001:db8::/32`. */
export function isAddressRange(text: string): boolean {
  return parseRange(text) !== undefined;
}

/** Ranges of IP addresses. An IPv4 address mapped into IPv6 is the IPv4 address, in ranges and in what is looked up. */
export class AddressRanges {
  readonly #list: BlockList | undefined;

  /** @throws RangeError for a text that is no range. */
  constructor(ranges: readonly string[]) {
    if (ranges.length === 0) return;
    this.#list = new BlockList();
    for (const text of ranges) {
      const range = parseRange(text);
      if (range === undefined) throw new RangeError('not an IP address or range');
      this.#list.addSubnet(range.address, range.prefix, range.family);
    }
  }

  /** False for what is no IP address. A zone (`%eth0`) is not looked at. */
  includes(text: string): boolean {
    if (this.#list === undefined) return false;
    const address = withoutZone(text);
    const family = isIP(address);
    return family !== 0 && this.#list.check(address, family === 4 ? 'ipv4' : 'ipv6');
  }
}

/** The one spelling of an IP address: no zone, IPv4 where it is mapped into IPv6. Undefined for what is no address. */
export function plainAddress(text: string): string | undefined {
  const address = withoutZone(text);
  const family = isIP(address);
  if (family === 4) return address;
  if (family === 0) return undefined;
  const canonical = new SocketAddress({ address, family: 'ipv6' }).address;
  return canonical.startsWith('::ffff:') && canonical.includes('.') ? canonical.slice(7) : canonical;
}

function withoutZone(text: string): string {
  const zone = text.indexOf('%');
  return zone < 0 ? text : text.slice(0, zone);
}

function parseRange(text: string): AddressRange | undefined {
  const [, address = '', length] = form.exec(text) ?? [];
  const family = isIP(address);
  if (family === 0) return undefined;
  const most = family === 4 ? 32 : 128;
  const prefix = length === undefined ? most : Number(length);
  return prefix <= most ? { address, family: family === 4 ? 'ipv4' : 'ipv6', prefix } : undefined;
}
