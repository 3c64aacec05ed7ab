import { plainAddress } from '../../base/index.ts';
import { crc32c } from './crc32c.ts';
import type { ProxiedConnection, ProxyHeader } from './proxy-protocol.ts';

const malformed: ProxyHeader = { kind: 'malformed' };

/** Signature, version and command, family and transport, length of the rest. */
const fixedLength = 16;
/** Bytes after the fixed part: the longest addresses have 216, the rest is for extensions. */
const mostRest = 1024;

const local = 0x20;
const proxied = 0x21;
const checksumType = 0x03;

/** The bytes that addresses take, by family and transport; all others are not for connections of TCP, or unassigned. */
const addressLengths: ReadonlyMap<number, number> = new Map([
  [0x00, 0],
  [0x11, 12],
  [0x21, 36],
  [0x31, 216],
]);

/** Reads a header of version 2. `data` starts with its signature. */
export function readBinaryHeader(data: Buffer): ProxyHeader {
  const command = data[12];
  if (command !== undefined && command !== local && command !== proxied) return malformed;
  if (data.length < fixedLength) return { kind: 'incomplete' };
  const rest = data.readUInt16BE(14);
  if (rest > mostRest) return malformed;
  const length = fixedLength + rest;
  // LOCAL: everything after the length is to be skipped, whatever it says.
  const family = command === local ? 0 : (data[13] ?? 0);
  const addresses = addressLengths.get(family);
  if (addresses === undefined || rest < addresses) return malformed;
  if (data.length < length) return { kind: 'incomplete' };
  if (family === 0) return { kind: 'header', length, connection: undefined };
  if (!areExtensions(data.subarray(0, length), fixedLength + addresses)) return malformed;
  return { kind: 'header', length, connection: readAddresses(data, family) };
}

function readAddresses(data: Buffer, family: number): ProxiedConnection | undefined {
  if (family === 0x11) {
    const address = [...data.subarray(16, 20)].join('.');
    return { address, port: data.readUInt16BE(24), destinationPort: data.readUInt16BE(26) };
  }
  if (family !== 0x21) return undefined;
  const groups = Array.from({ length: 8 }, (_, index) => data.readUInt16BE(16 + 2 * index).toString(16));
  const address = plainAddress(groups.join(':')) ?? '';
  return { address, port: data.readUInt16BE(48), destinationPort: data.readUInt16BE(50) };
}

/** Walks through type, length and value by turns, to the very end. Of all types only the checksum says something to us. */
function areExtensions(header: Buffer, from: number): boolean {
  let at = from;
  while (at < header.length) {
    if (at + 3 > header.length) return false;
    const next = at + 3 + header.readUInt16BE(at + 1);
    if (next > header.length) return false;
    if (header[at] === checksumType) {
      if (next - at !== 7) return false;
      if (header.readUInt32BE(at + 3) !== crc32c(header, at + 3)) return false;
    }
    at = next;
  }
  return true;
}
