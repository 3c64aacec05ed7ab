import { expect, test } from 'vitest';
import { silentLogger } from '../../../base/index.ts';
import type { BackendEndpoints } from '../../../model/index.ts';
import { createEndpointBook, type EndpointBook } from './endpoint-book.ts';

/** Interfaces by address, and the calls that asked for them. */
interface Network {
  readonly interfaces: Map<string, string>;
  readonly calls: (readonly string[])[];
  fails: boolean;
  now: number;
}

function startBook(interfaces: Record<string, string> = {}): { book: EndpointBook; network: Network } {
  const network: Network = {
    interfaces: new Map(Object.entries(interfaces)),
    calls: [],
    fails: false,
    now: 1_000,
  };
  const ecs = {
    findInterfaces: async (_vpcId: string, addresses: readonly string[]) => {
      network.calls.push(addresses);
      if (network.fails) throw new Error('no answer');
      return new Map([...network.interfaces].filter(([address]) => addresses.includes(address)));
    },
  };
  const clock = { now: () => network.now };
  return { book: createEndpointBook({ ecs, vpcId: 'vpc-1', clock, logger: silentLogger }), network };
}

function endpoints(backend: string, ...addresses: string[]): BackendEndpoints {
  return { backend, endpoints: addresses.map((address) => ({ address, port: 80 })) };
}

const servers = (book: EndpointBook, backend: string): readonly string[] | undefined =>
  book
    .groups()
    .get(backend)
    ?.backends.map(({ serverId }) => serverId);

test('members are the interfaces of the addresses, and addresses without one are named', async () => {
  const { book } = startBook({ '10.0.0.1': 'eni-1' });
  book.set([endpoints('a', '10.0.0.1', '10.0.0.2'), endpoints('none')], []);
  await book.resolve();
  expect(book.groups().get('a')).toEqual({
    backends: [{ serverId: 'eni-1', serverIp: '10.0.0.1', port: 80, weight: 100, type: 'eni' }],
    unresolved: ['10.0.0.2'],
  });
  expect(book.groups().get('none')).toEqual({ backends: [], unresolved: [] });
  expect(book.groups().has('b')).toBe(false);
});

test('addresses are asked for 100 a call, each once', async () => {
  const { book, network } = startBook();
  const addresses = Array.from({ length: 250 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
  for (const address of addresses) network.interfaces.set(address, `eni-${address}`);
  book.set([endpoints('a', ...addresses), endpoints('b', ...addresses)], []);
  await Promise.all([book.resolve(), book.resolve()]);
  await book.resolve();
  expect(network.calls.map((call) => call.length)).toEqual([100, 100, 50]);
  expect(book.nextLookUp()).toBeUndefined();
});

test('a backend of both families has its IPv4 members, and misses none', async () => {
  const { book } = startBook({ '10.0.0.1': 'eni-1' });
  book.set([endpoints('a', 'fd00::1', '10.0.0.1')], []);
  await book.resolve();
  expect(servers(book, 'a')).toEqual(['eni-1']);
  expect(book.groups().get('a')?.unresolved).toEqual([]);
});

test('names and IPv6 addresses are never asked for', async () => {
  const { book, network } = startBook();
  book.set([endpoints('a', 'tea.example.net', 'fd00::1')], []);
  await book.resolve();
  expect(network.calls).toEqual([]);
  expect(book.groups().get('a')?.unresolved).toEqual(['tea.example.net', 'fd00::1']);
});

test('what was not found is asked for again after a while that doubles, and then found', async () => {
  const { book, network } = startBook();
  book.set([endpoints('a', '10.0.0.1')], []);
  await book.resolve();
  await book.resolve();
  expect(network.calls).toHaveLength(1);
  const first = book.nextLookUp() ?? 0;
  network.now = first;
  await book.resolve();
  expect(network.calls).toHaveLength(2);
  const second = book.nextLookUp() ?? 0;
  expect(second - network.now).toBe(2 * (first - 1_000));
  network.interfaces.set('10.0.0.1', 'eni-1');
  network.now = second;
  await book.resolve();
  expect(servers(book, 'a')).toEqual(['eni-1']);
});

test('a failed look-up leaves what is known, and is tried again later', async () => {
  const { book, network } = startBook({ '10.0.0.1': 'eni-1', '10.0.0.2': 'eni-2' });
  book.set([endpoints('a', '10.0.0.1')], []);
  await book.resolve();
  network.fails = true;
  network.now += 3_600_000;
  book.set([endpoints('a', '10.0.0.1', '10.0.0.2')], []);
  await book.resolve();
  await book.resolve();
  expect(network.calls).toHaveLength(2);
  expect(servers(book, 'a')).toEqual(['eni-1']);
  network.fails = false;
  network.now = book.nextLookUp() ?? 0;
  await book.resolve();
  expect(servers(book, 'a')).toEqual(['eni-1', 'eni-2']);
});

test('an address that left and came back is asked for anew', async () => {
  const { book, network } = startBook({ '10.0.0.1': 'eni-old' });
  book.set([endpoints('a', '10.0.0.1')], []);
  await book.resolve();
  book.set([endpoints('a')], []);
  network.interfaces.set('10.0.0.1', 'eni-new');
  book.set([endpoints('a', '10.0.0.1')], []);
  expect(servers(book, 'a')).toEqual([]);
  await book.resolve();
  expect(servers(book, 'a')).toEqual(['eni-new']);
});

test('an address that goes from one backend to another keeps its interface', async () => {
  const { book, network } = startBook({ '10.0.0.1': 'eni-1' });
  book.set([endpoints('a', '10.0.0.1')], []);
  await book.resolve();
  book.set([endpoints('b', '10.0.0.1')], ['a']);
  await book.resolve();
  expect(network.calls).toHaveLength(1);
  expect(servers(book, 'b')).toEqual(['eni-1']);
  expect(book.groups().has('a')).toBe(false);
});

test('an interface is looked for again after minutes, and at once where CLB does not know it', async () => {
  const { book, network } = startBook({ '10.0.0.1': 'eni-1' });
  book.set([endpoints('a', '10.0.0.1')], []);
  await book.resolve();
  network.interfaces.set('10.0.0.1', 'eni-2');
  network.now += 60_000;
  await book.resolve();
  expect(servers(book, 'a')).toEqual(['eni-1']);
  const [old] = book.groups().get('a')?.backends ?? [];
  if (old !== undefined) book.doubt(old);
  await book.resolve();
  expect(servers(book, 'a')).toEqual(['eni-2']);
  network.interfaces.set('10.0.0.1', 'eni-3');
  network.now += 3_600_000;
  await book.resolve();
  expect(servers(book, 'a')).toEqual(['eni-3']);
});

test('the groups stay the same map while nothing changes', async () => {
  const { book } = startBook({ '10.0.0.1': 'eni-1' });
  book.set([endpoints('a', '10.0.0.1')], []);
  await book.resolve();
  const groups = book.groups();
  await book.resolve();
  expect(book.groups()).toBe(groups);
  book.set([endpoints('b')], []);
  expect(book.groups()).not.toBe(groups);
});
