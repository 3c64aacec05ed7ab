import { isDeepStrictEqual } from 'node:util';
import { plainAddress } from '../../src/base/index.ts';
import { binaryHeader, checked } from '../../src/proxy/listener/proxy-header.test-support.ts';
import { type ProxyHeader, readProxyHeader } from '../../src/proxy/listener/proxy-protocol.ts';
import { mutate } from '../http1/mutate.ts';
import { Random } from '../http1/random.ts';

const addressLengths = [0, 12, 36, 216] as const;
const families = [0x00, 0x11, 0x21, 0x31, 0x12, 0x10] as const;

/** Makes the input of a number, and judges it. Answers with what it was taken for; throws an Error where that is wrong. */
export function judgeInput(seed: number, index: number): ProxyHeader['kind'] {
  const random = new Random(seed, index);
  const whole = random.oneIn(2) ? textHeader(random) : version2(random);
  const header = random.oneIn(4) ? whole : mutate(random, whole);
  const data = Buffer.from(`${header}GET / HTTP/1.1\r\n`, 'latin1');
  const read = readProxyHeader(data);
  const wrong = faultOf(data, read);
  if (wrong !== undefined) throw new Error(`${wrong}: ${JSON.stringify(header)}`);
  return read.kind;
}

function faultOf(data: Buffer, read: ProxyHeader): string | undefined {
  for (let length = 0; length < data.length; length += 1) {
    const part = readProxyHeader(data.subarray(0, length));
    const enough = read.kind === 'header' && length >= read.length;
    if (enough ? !isDeepStrictEqual(part, read) : part.kind === 'header')
      return `read otherwise after ${length}`;
    if (part.kind === 'malformed' && read.kind !== 'malformed') return `malformed too early, after ${length}`;
  }
  if (read.kind !== 'header') return undefined;
  if (read.length > (data[0] === 0x0d ? 16 + 1024 : 107)) return 'too long';
  const { connection } = read;
  if (connection === undefined) return undefined;
  const { address, port, destinationPort } = connection;
  if (plainAddress(address) !== address) return 'an address that is none';
  return [port, destinationPort].every((number) => number >= 0 && number <= 65_535) ? undefined : 'a port';
}

function textHeader(random: Random): string {
  const port = (): number => random.below(random.oneIn(9) ? 70_000 : 65_536);
  const four = (): string => Array.from({ length: 4 }, () => random.below(256)).join('.');
  const six = (): string => Array.from({ length: 8 }, () => random.below(65_536).toString(16)).join(':');
  if (random.oneIn(6)) return `PROXY UNKNOWN${' x'.repeat(random.below(60))}\r\n`;
  const [family, one, other] = random.oneIn(2) ? ['TCP4', four(), four()] : ['TCP6', six(), six()];
  return `PROXY ${family} ${one} ${other} ${port()} ${port()}\r\n`;
}

function version2(random: Random): string {
  const kind = random.below(families.length);
  const bytes = (count: number): number[] => Array.from({ length: count }, () => random.below(256));
  const extensions: number[] = [];
  while (random.oneIn(2)) {
    const length = random.below(12);
    extensions.push(5 + random.below(250), 0, length, ...bytes(length));
  }
  const sums = random.oneIn(2);
  const header = binaryHeader({
    command: random.oneIn(8) ? 0x20 : 0x21,
    family: families[kind] ?? 0,
    addresses: bytes(addressLengths[kind] ?? 12),
    extensions: sums ? [...extensions, 3, 0, 4, 0, 0, 0, 0] : extensions,
  });
  return (sums ? checked(header) : header).toString('latin1');
}
