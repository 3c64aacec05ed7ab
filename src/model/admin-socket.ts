import { BlockList, isIP } from 'node:net';

/**
 * Where the admin endpoint of this server can be reached: no route may lead there, or whoever may write an Ingress could
 * show it to the world.
 */
export interface AdminSocket {
  readonly port: number;
  /** IP addresses in any spelling: the one it is bound to, or all of this machine. */
  readonly addresses: readonly string[];
  /** True where it is bound to every address: each loopback address leads to it as well. */
  readonly everywhere: boolean;
}

const lists = new WeakMap<AdminSocket, BlockList>();

/** Tells whether an IP address, in any spelling, and a port are those of the admin endpoint. Other ports cost next to nothing. */
export function isAdminSocket(admin: AdminSocket | undefined, text: string, port: number): boolean {
  if (admin?.port !== port) return false;
  const { address, family } = parse(text);
  return family !== undefined && listOf(admin).check(address, family);
}

/** To a block list, an address mapped into IPv6 and the IPv4 address it is are one. */
function listOf(admin: AdminSocket): BlockList {
  const known = lists.get(admin);
  if (known !== undefined) return known;
  const list = new BlockList();
  for (const text of admin.addresses) {
    const { address, family } = parse(text);
    if (family !== undefined) list.addAddress(address, family);
  }
  if (admin.everywhere) {
    list.addSubnet('127.0.0.0', 8, 'ipv4');
    list.addAddress('::1', 'ipv6');
  }
  lists.set(admin, list);
  return list;
}

function parse(text: string): { readonly address: string; readonly family: 'ipv4' | 'ipv6' | undefined } {
  const zone = text.indexOf('%');
  const address = zone === -1 ? text : text.slice(0, zone);
  const family = isIP(address);
  return { address, family: family === 4 ? 'ipv4' : family === 6 ? 'ipv6' : undefined };
}
