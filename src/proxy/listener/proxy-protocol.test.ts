import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeInput } from '../../../fuzz/proxy-protocol/judge.ts';
import { binaryHeader, checked } from './proxy-header.test-support.ts';
import { type ProxyHeader, readProxyHeader } from './proxy-protocol.ts';

function read(text: string): ProxyHeader {
  return readProxyHeader(Buffer.from(text, 'latin1'));
}

function connectionOf(header: ProxyHeader): unknown {
  return header.kind === 'header' ? (header.connection ?? 'own') : header.kind;
}

const tcp4 = { command: 0x21, family: 0x11, addresses: [192, 0, 2, 7, 10, 0, 0, 1, 0xdc, 0x04, 0x01, 0xbb] };
const seven = { address: '192.0.2.7', port: 56_324, destinationPort: 443 };

describe('rule 120: version 1 of the PROXY protocol', () => {
  test.each([
    ['PROXY TCP4 192.0.2.7 10.0.0.1 56324 443\r\n', seven],
    ['PROXY TCP6 2001:DB8::7 ::1 56324 443\r\n', { ...seven, address: '2001:db8::7' }],
    ['PROXY TCP6 ::ffff:192.0.2.7 ::1 56324 443\r\n', seven],
    ['PROXY UNKNOWN\r\n', 'own'],
    ['PROXY UNKNOWN 192.0.2.7 10.0.0.1 1 2\r\n', 'own'],
    ['PROXY TCP4 192.0.2.7 10.0.0.1 0 65535\r\n', { address: '192.0.2.7', port: 0, destinationPort: 65_535 }],
  ])('%j names whom it should', (text, expected) => {
    expect(connectionOf(read(text))).toEqual(expected);
  });

  test.each([
    'GET / HTTP/1.1\r\n',
    'PROXX',
    ' PROXY UNKNOWN\r\n',
    'proxy UNKNOWN\r\n',
    'PROXY TCP4 192.0.2.7 10.0.0.1 56324 443\n',
    'PROXY  TCP4 192.0.2.7 10.0.0.1 56324 443\r\n',
    'PROXY TCP4 192.0.2.7 10.0.0.1 56324 443 \r\n',
    'PROXY TCP4 192.0.2.7 10.0.0.1 56324\r\n',
    'PROXY TCP4 192.0.2.7 10.0.0.1 056324 443\r\n',
    'PROXY TCP4 192.0.2.7 10.0.0.1 65536 443\r\n',
    'PROXY TCP4 192.0.2.7 10.0.0.1 1 65536\r\n',
    'PROXY TCP4 192.0.2.7 10.0.0.1 -1 443\r\n',
    'PROXY TCP4 2001:db8::7 ::1 56324 443\r\n',
    'PROXY TCP6 192.0.2.7 10.0.0.1 56324 443\r\n',
    'PROXY TCP4 192.0.2.007 10.0.0.1 56324 443\r\n',
    'PROXY TCP4 192.0.2.7 10.0.0.256 56324 443\r\n',
    'PROXY TCP6 fe80::1%eth0 ::1 56324 443\r\n',
    'PROXY TCP5 192.0.2.7 10.0.0.1 56324 443\r\n',
    'PROXY TCP4\t192.0.2.7 10.0.0.1 56324 443\r\n',
    'PROXY UNKNOWNS\r\n',
    'PROXY UNKNOWN \r \r\n',
    `PROXY UNKNOWN ${'x'.repeat(100)}\r\n`,
  ])('%j is malformed', (text) => {
    expect(connectionOf(read(text))).toBe('malformed');
  });

  test('107 bytes are the most, CRLF included', () => {
    const line = (length: number): string => `PROXY UNKNOWN ${'x'.repeat(length - 16)}\r\n`;
    expect(read(line(107))).toMatchObject({ kind: 'header', length: 107 });
    expect(read(line(108))).toEqual({ kind: 'malformed' });
    expect(read(line(200).slice(0, 106))).toEqual({ kind: 'incomplete' });
    expect(read(line(200).slice(0, 107))).toEqual({ kind: 'malformed' });
  });
});

describe('rule 120: version 2 of the PROXY protocol', () => {
  test('names the client of IPv4 and of IPv6', () => {
    expect(connectionOf(readProxyHeader(binaryHeader(tcp4)))).toEqual(seven);
    const six = [0x20, 0x01, 0x0d, 0xb8, ...Array<number>(11).fill(0), 7];
    const tcp6 = { command: 0x21, family: 0x21, addresses: [...six, ...six, 0xdc, 0x04, 0x01, 0xbb] };
    expect(connectionOf(readProxyHeader(binaryHeader(tcp6)))).toEqual({ ...seven, address: '2001:db8::7' });
  });

  test.each([
    ['LOCAL', { command: 0x20, family: 0, addresses: [] }],
    ['LOCAL with addresses', { ...tcp4, command: 0x20 }],
    ['LOCAL of a family that is none', { command: 0x20, family: 0x99, addresses: [1, 2, 3] }],
    ['an unspecified family', { command: 0x21, family: 0, addresses: [9, 9] }],
    ['a Unix socket', { command: 0x21, family: 0x31, addresses: Array<number>(216).fill(0x61) }],
  ])('%s leaves the peer its own address', (_what, parts) => {
    const data = binaryHeader(parts);
    expect(readProxyHeader(data)).toEqual({ kind: 'header', length: data.length, connection: undefined });
  });

  test('extensions are skipped, but a checksum has to be right', () => {
    const extensions = [0xea, 0, 2, 1, 2, 0x04, 0, 0];
    expect(connectionOf(readProxyHeader(binaryHeader({ ...tcp4, extensions })))).toEqual(seven);
    const good = checked(binaryHeader({ ...tcp4, extensions: [...extensions, 3, 0, 4, 0, 0, 0, 0] }));
    expect(connectionOf(readProxyHeader(good))).toEqual(seven);
    const typeOfChecksum = good.length - 7;
    for (let i = 16; i < good.length; i += 1) {
      if (i === typeOfChecksum) continue;
      const bad = Buffer.from(good);
      bad[i] = (bad[i] ?? 0) ^ 1;
      expect(readProxyHeader(bad), `byte ${i}`).toEqual({ kind: 'malformed' });
    }
  });

  test.each([
    ['version 1', { ...tcp4, command: 0x11 }],
    ['another command', { ...tcp4, command: 0x22 }],
    ['datagrams', { ...tcp4, family: 0x12 }],
    ['a family without a transport', { ...tcp4, family: 0x10 }],
    ['too few bytes for its addresses', { ...tcp4, addresses: tcp4.addresses.slice(1) }],
    ['half an extension', { ...tcp4, extensions: [4, 0] }],
    ['an extension that is too long', { ...tcp4, extensions: [4, 0, 2, 1] }],
    ['a checksum of another length', { ...tcp4, extensions: [3, 0, 3, 0, 0, 0] }],
    ['more than 1024 bytes', { ...tcp4, extensions: [4, 3, 0xf4, ...Array<number>(1012).fill(0)] }],
  ])('one with %s is malformed', (_what, parts) => {
    expect(readProxyHeader(binaryHeader(parts))).toEqual({ kind: 'malformed' });
  });
});

test('rule 120: in however many pieces a header comes, it is incomplete until it is whole', () => {
  const headers = [
    Buffer.from('PROXY TCP4 192.0.2.7 10.0.0.1 56324 443\r\n'),
    binaryHeader(tcp4),
    checked(binaryHeader({ ...tcp4, extensions: [3, 0, 4, 0, 0, 0, 0] })),
  ];
  for (const header of headers) {
    const data = Buffer.concat([header, Buffer.from('\r\nGET / HTTP/1.1\r\n')]);
    for (let length = 0; length < header.length; length += 1) {
      expect(readProxyHeader(data.subarray(0, length)), `${length} bytes`).toEqual({ kind: 'incomplete' });
    }
    for (let length = header.length; length <= data.length; length += 1) {
      expect(readProxyHeader(data.subarray(0, length))).toMatchObject({
        kind: 'header',
        length: header.length,
        connection: seven,
      });
    }
  }
});

test('any client that is written is read again, by both versions', () => {
  const port = fc.integer({ min: 0, max: 65_535 });
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), port, port, (source, destination, from, to) => {
      const expected = { address: source, port: from, destinationPort: to };
      expect(connectionOf(read(`PROXY TCP4 ${source} ${destination} ${from} ${to}\r\n`))).toEqual(expected);
      const bytes = [source, destination].flatMap((address) => address.split('.').map(Number));
      const addresses = [...bytes, from >> 8, from & 0xff, to >> 8, to & 0xff];
      const header = binaryHeader({ ...tcp4, addresses });
      expect(connectionOf(readProxyHeader(header))).toEqual(expected);
    }),
  );
});

test('made and mutated headers are read the same in parts, and never for what they are not', () => {
  const kinds = new Set(Array.from({ length: 2000 }, (_, index) => judgeInput(7, index)));
  expect(kinds).toContain('header');
  expect(kinds).toContain('malformed');
});
