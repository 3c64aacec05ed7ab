// Cost of finding a route at 1, 100 and 10,000 hosts, and at as many routes of one host.
// Run: node benchmarks/router/run.ts
import type { Route, VirtualHost } from '../../src/model/index.ts';
import { normalizePath } from '../../src/model/index.ts';
import type { CompiledHost, MatchRequest } from '../../src/proxy/router/index.ts';
import { compileHost, HostTable, hostName } from '../../src/proxy/router/index.ts';

const sizes = [1, 100, 10_000];
const rounds = 9;
const iterations = 200_000;
const request: MatchRequest = { method: 'GET', query: '', header: () => undefined };

/** As it comes from a socket: a string of its own that nothing has hashed yet. */
interface Sample {
  readonly host: Buffer;
  readonly path: Buffer;
}

interface Case {
  readonly table: HostTable<CompiledHost<Route>>;
  readonly samples: readonly Sample[];
}

function manyHosts(size: number): Case {
  const table = new HostTable<CompiledHost<Route>>();
  for (let index = 0; index < size; index += 1) {
    const routes = [route('/api'), route('/')];
    table.set(
      nameOf(index),
      compileHost({ host: nameOf(index), routes }, (entry) => entry),
    );
  }
  return { table, samples: sample(size, (index) => [nameOf(index), '/api/v1/items']) };
}

function manyRoutes(size: number): Case {
  const routes = Array.from({ length: size }, (_, index) => route(`/service-${index}/api`));
  const host: VirtualHost = { host: nameOf(0), routes };
  const table = new HostTable<CompiledHost<Route>>();
  table.set(
    host.host,
    compileHost(host, (entry) => entry),
  );
  return { table, samples: sample(size, (index) => [nameOf(0), `/service-${index}/api/items`]) };
}

function nameOf(index: number): string {
  return `host-${String(index).padStart(5, '0')}.shop.example`;
}

function route(value: string): Route {
  return {
    match: { path: { kind: 'prefix', value } },
    action: { kind: 'forward', backends: [] },
    origin: { kind: 'Ingress', namespace: 'default', name: 'bench' },
  };
}

/** The same number of samples for each size, spread over the table, so that only the table differs. */
function sample(size: number, make: (index: number) => [host: string, path: string]): Sample[] {
  return Array.from({ length: 1024 }, (_, index) => {
    const [host, path] = make(Math.floor((index * 7919) % size));
    return { host: Buffer.from(host, 'latin1'), path: Buffer.from(path, 'latin1') };
  });
}

function measure({ table, samples }: Case): number {
  let found = 0;
  const start = process.hrtime.bigint();
  for (let round = 0; round < iterations; round += 1) {
    const entry = samples[round & 1023];
    if (entry === undefined) continue;
    const name = hostName(entry.host.toString('latin1'));
    const path = normalizePath(entry.path.toString('latin1'));
    if (name === undefined || path === undefined) continue;
    if (table.find(name)?.match(path, request) !== undefined) found += 1;
  }
  if (found !== iterations) throw new Error('a request found no route');
  return Number(process.hrtime.bigint() - start) / iterations;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

console.log(
  `Node ${process.versions.node}; two string copies from buffers included; median of ${rounds} rounds`,
);
for (const [title, build] of [
  ['hosts', manyHosts],
  ['routes of one host', manyRoutes],
] as const) {
  const cases = sizes.map((size) => ({ size, case: build(size), nanoseconds: [] as number[] }));
  for (const entry of cases) measure(entry.case);
  // Alternating, so that what else the machine does falls on all sizes alike.
  for (let round = 0; round < rounds; round += 1) {
    for (const entry of cases) entry.nanoseconds.push(measure(entry.case));
  }
  const base = median(cases[0]?.nanoseconds ?? []);
  for (const { size, nanoseconds } of cases) {
    const cost = median(nanoseconds);
    console.log(
      `${String(size).padStart(6)} ${title}: ${cost.toFixed(0).padStart(5)} ns a match, ${(cost / base).toFixed(2)} of one`,
    );
  }
}
