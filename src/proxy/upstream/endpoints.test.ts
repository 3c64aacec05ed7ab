import { describe, expect, test } from 'vitest';
import { BackendRuntime } from './backend-endpoints.ts';
import { EndpointTable } from './endpoint-table.ts';
import { guardedLookup, isOutsideAddress } from './guarded-lookup.ts';

const [a, b, c] = [1, 2, 3].map((last) => ({ address: `10.0.0.${last}`, port: 80 }));
if (a === undefined || b === undefined || c === undefined) throw new Error('three endpoints');

describe('endpoints of a backend', () => {
  test('may be replaced at any time; those that stay are the same objects', () => {
    const backend = new BackendRuntime();
    backend.set([a, b]);
    const [, kept] = backend.endpoints;
    backend.set([b, c]);
    expect(backend.available).toMatchObject([b, c]);
    expect(backend.endpoints[0]).toBe(kept);
  });

  test('take requests as their health says, asked when it has changed', () => {
    let most = 2;
    const backend = new BackendRuntime(undefined, (all) => all.slice(0, most));
    backend.set([a, b, c]);
    expect(backend.available).toMatchObject([a, b]);
    most = 1;
    backend.refresh();
    expect(backend.available).toMatchObject([a]);
    expect(backend.endpoints).toHaveLength(3);
  });
});

describe('the endpoints of all backends', () => {
  test('are shared by backends, and forgotten with the last that has one', () => {
    const table = new EndpointTable();
    const [one, two] = [new BackendRuntime(table), new BackendRuntime(table)];
    one.set([a, b]);
    two.set([b]);
    expect(two.endpoints[0]).toBe(one.endpoints[1]);
    expect(two.endpoints[0]?.backends).toEqual([one, two]);
    one.set([]);
    expect(table.takeUnused()).toEqual(['10.0.0.1 80']);
    two.set([c]);
    expect(table.takeUnused()).toEqual(['10.0.0.2 80']);
    expect(table.takeUnused()).toEqual([]);
  });

  test('stay where one goes and comes back before they are asked for', () => {
    const table = new EndpointTable();
    const backend = new BackendRuntime(table);
    backend.set([a]);
    const [known] = backend.endpoints;
    backend.set([]);
    backend.set([a]);
    expect(table.takeUnused()).toEqual([]);
    expect(backend.endpoints[0]).toBe(known);
  });

  test('stay where a backend keeps one', () => {
    const table = new EndpointTable();
    const backend = new BackendRuntime(table);
    backend.set([a, b]);
    backend.set([a, c]);
    expect(table.takeUnused()).toEqual(['10.0.0.2 80']);
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
