import { isIP, isIPv4 } from 'node:net';
import { OperatorError } from '../../base/index.ts';
import type { AddressType } from '../../model/index.ts';

/** An address an instance may have. */
export interface AddressEntry {
  /** Where listeners bind. */
  readonly bind: string;
  /** What clients use: differs behind address translation. */
  readonly published: string;
}

/** The addresses of this machine that instances may have, by where they are reached from. No address stands twice. */
export type AddressPools = Readonly<Record<AddressType, readonly AddressEntry[]>>;

const MAX_ENTRIES = 1024;

/**
 * Makes the pools from texts: `ADDRESS`, `ADDRESS=PUBLISHED`, or an IPv4 range `FIRST-LAST`.
 * Throws `InvalidAddressPool`, also when an address to bind stands in them twice.
 */
export function addressPools(texts: Readonly<Record<AddressType, readonly string[]>>): AddressPools {
  const pools = { internet: parsePool(texts.internet), intranet: parsePool(texts.intranet) };
  for (const what of ['bind', 'published'] as const) {
    const seen = new Set<string>();
    for (const entry of [...pools.internet, ...pools.intranet]) {
      if (seen.has(entry[what])) throw invalid(entry[what], 'it stands in the pools twice');
      seen.add(entry[what]);
    }
  }
  return pools;
}

/** The one spelling of an address in which two equal ones are equal texts; other texts stay as they are. */
export function canonicalAddress(text: string): string {
  if (isIP(text) !== 6 || text.includes('%')) return text;
  return new URL(`http://[${text}]`).hostname.slice(1, -1);
}

function parsePool(texts: readonly string[]): readonly AddressEntry[] {
  const entries = texts.flatMap(parseEntry);
  if (entries.length <= MAX_ENTRIES) return entries;
  throw invalid(texts.join(','), `it holds more than ${MAX_ENTRIES} addresses`);
}

function parseEntry(text: string): readonly AddressEntry[] {
  const range = text.split('-');
  if (range.length === 2) return parseRange(text, range[0] ?? '', range[1] ?? '');
  const [bind = '', published = bind, ...more] = text.split('=');
  if (isIP(bind) === 0 || isIP(published) === 0 || more.length > 0) {
    throw invalid(text, 'it is not ADDRESS, ADDRESS=PUBLISHED or FIRST-LAST');
  }
  return [{ bind: canonicalAddress(bind), published: canonicalAddress(published) }];
}

function parseRange(text: string, first: string, last: string): readonly AddressEntry[] {
  if (!isIPv4(first) || !isIPv4(last)) throw invalid(text, 'a range has an IPv4 address at each end');
  const from = toNumber(first);
  const count = toNumber(last) - from + 1;
  if (count < 1) throw invalid(text, 'its end lies before its start');
  if (count > MAX_ENTRIES) throw invalid(text, `it holds more than ${MAX_ENTRIES} addresses`);
  return Array.from({ length: count }, (_, index) => {
    const address = toText(from + index);
    return { bind: address, published: address };
  });
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toText(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}

function invalid(text: string, why: string): OperatorError {
  return new OperatorError('InvalidAddressPool', `"${text}" cannot be used as an address pool: ${why}.`, {
    hint: 'Write for example 192.0.2.10, 10.0.0.5=192.0.2.10 or 127.0.0.1-127.0.0.16; each address once.',
  });
}
