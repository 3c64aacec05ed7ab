import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RoutePolicies } from '../../src/features/policies.ts';
import type { HostPart } from '../../src/proxy/config/index.ts';
import { DataPlaneBench, endpointsPart, getText, httpListener, prefixRoute } from '../support/data-plane.ts';
import type { RawClient } from '../support/raw-client.ts';

// A request counts at its endpoint from its start to its end, whatever the end, and then no more.

let bench: DataPlaneBench;
/** The connection on which a backend got the request that it does not answer by itself. */
let held: Promise<{ readonly name: string; readonly socket: Socket }>;

const policies: RoutePolicies = {
  loadBalance: { method: 'least-requests' },
  affinity: { cookie: 'pod', path: '/' },
};

beforeEach(async () => {
  bench = new DataPlaneBench();
  const waiting = Promise.withResolvers<{ readonly name: string; readonly socket: Socket }>();
  held = waiting.promise;
  const [one, two] = await Promise.all(
    ['one', 'two'].map((name) =>
      bench.scripted((socket, received) => {
        if (!received.endsWith('\r\n\r\n')) return;
        const last = received.slice(received.lastIndexOf('\r\n\r\n', received.length - 5) + 1);
        if (last.includes('/held')) waiting.resolve({ name, socket });
        else socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`);
      }),
    ),
  );
  if (one === undefined || two === undefined) throw new Error('two backends');
  const host: HostPart = {
    kind: 'host',
    table: 't',
    virtualHost: { host: 'a.example', routes: [{ ...prefixRoute('/', 'b'), policies }] },
  };
  const set = [httpListener('lb/80'), host, endpointsPart('b', one, two)];
  await bench.dataPlane.apply({ full: false, delete: [], set });
});

afterEach(() => bench.close());

/** The backends that answer so many requests. */
async function answering(count: number): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (let i = 0; i < count; i += 1) {
    const client = await bench.connect('lb/80');
    client.send(getText('/', 'a.example', 'Connection: close'));
    names.add((await client.untilEnd()).split('\r\n\r\n')[1] ?? '');
  }
  return names;
}

type End = (client: RawClient, backend: Socket) => Promise<unknown>;

const ends: readonly (readonly [string, End])[] = [
  [
    'the answer of the backend',
    (client, backend) => {
      backend.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      return client.until('\r\n\r\nok');
    },
  ],
  [
    'a client that leaves',
    (client, backend) => {
      client.socket.resetAndDestroy();
      return once(backend, 'close');
    },
  ],
  [
    'a backend that fails',
    (client, backend) => {
      backend.destroy();
      return client.until('502 Bad Gateway');
    },
  ],
  [
    'a tunnel that is closed',
    async (client, backend) => {
      backend.write('HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n');
      expect(await client.until('Upgrade: chat\r\n')).toContain('Set-Cookie: pod=');
      expect((await answering(10)).size).toBe(1);
      client.close();
      await once(backend, 'close');
    },
  ],
];

describe('a request in progress', () => {
  test.each(ends)('counts until its end by %s', async (_name, end) => {
    const client = await bench.connect('lb/80');
    client.send(getText('/held', 'a.example', 'Connection: Upgrade', 'Upgrade: chat'));
    const { name, socket } = await held;
    const others = await answering(10);
    expect(others.size).toBe(1);
    expect(others).not.toContain(name);
    await end(client, socket);
    // As likely to be of one backend alone as 60 coins are to fall on one side.
    expect((await answering(60)).size).toBe(2);
  });
});
