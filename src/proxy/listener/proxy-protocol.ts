import { isIPv4, isIPv6 } from 'node:net';
import { plainAddress } from '../../base/index.ts';
import { readBinaryHeader } from './proxy-protocol-binary.ts';

/** Whom a PROXY header names: the client, and the port it connected to. */
export interface ProxiedConnection {
  readonly address: string;
  readonly port: number;
  readonly destinationPort: number;
}

/** What the first bytes of a connection are. */
export type ProxyHeader =
  | {
      readonly kind: 'header';
      /** Bytes it takes; what follows belongs to the client. */
      readonly length: number;
      /** Undefined where the peer speaks for itself (LOCAL, a health check) or cannot say (UNKNOWN, a Unix socket). */
      readonly connection: ProxiedConnection | undefined;
    }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed' };

const incomplete: ProxyHeader = { kind: 'incomplete' };
const malformed: ProxyHeader = { kind: 'malformed' };

const textStart = Buffer.from('PROXY ');
/** The length of the longest header in text, with its CRLF. */
const mostText = 107;
const textForm = /^PROXY (?:(TCP[46]) (\S+) (\S+) (0|[1-9]\d{0,4}) (0|[1-9]\d{0,4})|UNKNOWN(?: .*)?)$/;

/** The twelve bytes that no HTTP request and no TLS handshake starts with. */
const binaryStart = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

/**
 * Reads a header of the PROXY protocol, version 1 or 2, at the start of a connection. Strict: spacing, families and
 * lengths are as the specification writes them ("The PROXY protocol", haproxy.org, 2.1 and 2.2), or it is malformed.
 */
export function readProxyHeader(data: Buffer): ProxyHeader {
  if (startsLike(data, binaryStart)) {
    return data.length < binaryStart.length ? incomplete : readBinaryHeader(data);
  }
  if (!startsLike(data, textStart)) return malformed;
  const end = data.subarray(0, mostText).indexOf('\n');
  if (end < 0) return data.length < mostText ? incomplete : malformed;
  return readText(data.toString('latin1', 0, end + 1));
}

/** False once a byte differs; true also for a part of it. */
function startsLike(data: Buffer, start: Buffer): boolean {
  const length = Math.min(data.length, start.length);
  return data.compare(start, 0, length, 0, length) === 0;
}

function readText(line: string): ProxyHeader {
  if (!line.endsWith('\r\n')) return malformed;
  const parts = textForm.exec(line.slice(0, -2));
  if (parts === null) return malformed;
  const { length } = line;
  const [, family, source = '', destination = '', sourcePort, destinationPort] = parts;
  if (family === undefined) return { kind: 'header', length, connection: undefined };
  const isAddress = family === 'TCP4' ? isIPv4 : isIPv6;
  const [port, toPort] = [Number(sourcePort), Number(destinationPort)];
  const address = plainAddress(source);
  if (address === undefined || !isAddress(source) || !isAddress(destination)) return malformed;
  if (source.includes('%') || destination.includes('%') || port > 65_535 || toPort > 65_535) return malformed;
  return { kind: 'header', length, connection: { address, port, destinationPort: toPort } };
}
