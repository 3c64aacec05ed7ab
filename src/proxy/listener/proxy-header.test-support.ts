import { crc32c } from './crc32c.ts';

/** The parts of a header of version 2, as bytes. */
export interface BinaryHeaderParts {
  readonly command: number;
  readonly family: number;
  readonly addresses: readonly number[];
  readonly extensions?: readonly number[];
}

/** Puts a header of version 2 together, right or wrong. */
export function binaryHeader({ command, family, addresses, extensions = [] }: BinaryHeaderParts): Buffer {
  const rest = [...addresses, ...extensions];
  const start = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
  return Buffer.from([...start, command, family, rest.length >> 8, rest.length & 0xff, ...rest]);
}

/** The header with the checksum in its last four bytes. */
export function checked(header: Buffer): Buffer {
  const whole = Buffer.from(header);
  whole.writeUInt32BE(crc32c(whole, whole.length - 4), whole.length - 4);
  return whole;
}
