import { isIPv6 } from 'node:net';

// RFC 1035 2.3.4 allows 255 bytes; nothing longer can be in a table.
const maximumLength = 255;
const plain = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;
// RFC 3986 3.2.2 without `,` and `*`, which would be read as a list or a pattern, and without escapes, which the
// next program might decode.
const named = /^([A-Za-z0-9\-._~!$&'()+;=]+)(?::([0-9]*))?$/;
const bracketed = /^\[([0-9A-Fa-f:.]+)\](?::([0-9]*))?$/;

/**
 * The name to look up in a {@link HostTable} for a Host header: lower case, without port and without one trailing dot;
 * an IPv6 address keeps its brackets. Undefined for a value that is no `host[:port]` (RFC 9110 7.2), an empty one
 * included: answer 400.
 */
export function hostName(hostHeader: string): string | undefined {
  if (hostHeader.length <= maximumLength && plain.test(hostHeader)) return hostHeader;
  const literal = bracketed.exec(hostHeader);
  if (literal !== null) {
    const [, address = '', port = ''] = literal;
    return isIPv6(address) && validPort(port) ? `[${address.toLowerCase()}]` : undefined;
  }
  const [, name = '', port = ''] = named.exec(hostHeader) ?? [];
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  if (bare === '' || bare.length > maximumLength || !validPort(port)) return undefined;
  return bare.toLowerCase();
}

function validPort(digits: string): boolean {
  return digits.length <= 5 && Number(digits) <= 65_535;
}
