import { describe, expect, test } from 'vitest';
import { BackendRuntime } from './backend-endpoints.ts';
import { EndpointUse } from './endpoint-use.ts';
import { guardedLookup, isOutsideAddress } from './guarded-lookup.ts';

const [a, b, c] = [1, 2, 3].map((last) => ({ address: `10.0.0.${last}`, port: 80 }));
if (a === undefined || b === undefined || c === undefined) throw new Error('three endpoints');

describe('endpoints of a backend', () => {
  test('are taken in turn', () => {
    const backend = new BackendRuntime();
    backend.set([a, b, c]);
    const taken = Array.from({ length: 6 }, () => backend.pick([]));
    expect(new Set(taken.slice(0, 3))).toEqual(new Set([a, b, c]));
    expect(taken.slice(3)).toEqual(taken.slice(0, 3));
  });

  test('that were tried are left out, until none is left', () => {
    const backend = new BackendRuntime();
    backend.set([a, b]);
    expect(backend.pick([{ ...a }])).toBe(b);
    expect(backend.pick([a, b])).toBeUndefined();
    expect(new BackendRuntime().pick([])).toBeUndefined();
  });

  test('may be replaced at any time', () => {
    const backend = new BackendRuntime();
    backend.set([a, b, c]);
    backend.pick([]);
    backend.set([c]);
    expect([backend.pick([]), backend.pick([])]).toEqual([c, c]);
  });
});

describe('use of endpoints', () => {
  test('ends with the last backend that has one', () => {
    const use = new EndpointUse();
    use.replace([], [a, b]);
    use.replace([], [b]);
    use.replace([a, b], []);
    expect(use.takeUnused()).toEqual(['10.0.0.1 80']);
    use.replace([b], [c]);
    expect(use.takeUnused()).toEqual(['10.0.0.2 80']);
    expect(use.takeUnused()).toEqual([]);
  });

  test('does not end where one goes and comes back before it is asked', () => {
    const use = new EndpointUse();
    use.replace([], [a]);
    use.replace([a], []);
    use.replace([], [a]);
    expect(use.takeUnused()).toEqual([]);
  });

  test('stays where a backend keeps an endpoint', () => {
    const use = new EndpointUse();
    use.replace([], [a, b]);
    use.replace([a, b], [a, c]);
    expect(use.takeUnused()).toEqual(['10.0.0.2 80']);
  });
});

describe('names of ExternalName Services', () => {
  test.each([
    ['10.0.0.1', 4, true],
    ['93.184.216.34', 4, true],
    ['2001:db8::1', 6, true],
    ['127.0.0.1', 4, false],
    ['127.255.0.9', 4, false],
    ['0.0.0.0', 4, false],
    ['169.254.169.254', 4, false],
    ['224.0.0.1', 4, false],
    ['255.255.255.255', 4, false],
    ['::', 6, false],
    ['::1', 6, false],
    ['fe80::1', 6, false],
    ['ff02::1', 6, false],
    ['::ffff:127.0.0.1', 6, false],
    ['::ffff:169.254.169.254', 6, false],
  ] as const)('%s (IPv%i) is outside: %s', (address, _family, outside) => {
    expect(isOutsideAddress(address)).toBe(outside);
  });

  test('that lead back here resolve to nothing', async () => {
    const error = await new Promise((resolve) => guardedLookup('localhost', {}, (found) => resolve(found)));
    expect(error).toBeInstanceOf(Error);
  });
});
