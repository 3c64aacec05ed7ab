import type { Route, VirtualHost } from '../../src/model/index.ts';
import { normalizePath } from '../../src/model/index.ts';
import type { CompiledHost, MatchRequest } from '../../src/proxy/router/index.ts';
import { compileHost, HostTable, hostName } from '../../src/proxy/router/index.ts';
import type { Case } from './case.ts';

const request: MatchRequest = { method: 'GET', query: '', header: () => undefined };

/** As it comes from a socket: a string of its own that nothing has hashed yet. */
interface Sample {
  readonly host: Buffer;
  readonly path: Buffer;
}

/** Finding the route of a request: host and path copied from bytes, checked, normalised, looked up. */
export const routerCases: readonly Case[] = [
  ...[1, 100, 10_000].map((size) => ({ name: `route among ${counted(size, 'host')}`, run: manyHosts(size) })),
  ...[100, 10_000].map((size) => ({
    name: `route among ${counted(size, 'route')} of one host`,
    run: manyRoutes(size),
  })),
];

function counted(size: number, what: string): string {
  return `${size.toLocaleString('en')} ${what}${size === 1 ? '' : 's'}`;
}

function manyHosts(size: number): () => unknown {
  const table = new HostTable<CompiledHost<Route>>();
  for (let index = 0; index < size; index += 1) {
    add(table, { host: nameOf(index), routes: [route('/api'), route('/')] });
  }
  return finder(
    table,
    sample(size, (index) => [nameOf(index), '/api/v1/items']),
  );
}

function manyRoutes(size: number): () => unknown {
  const table = new HostTable<CompiledHost<Route>>();
  const routes = Array.from({ length: size }, (_, index) => route(`/service-${index}/api`));
  add(table, { host: nameOf(0), routes });
  return finder(
    table,
    sample(size, (index) => [nameOf(0), `/service-${index}/api/items`]),
  );
}

function add(table: HostTable<CompiledHost<Route>>, host: VirtualHost): void {
  table.set(
    host.host,
    compileHost(host, (entry) => entry),
  );
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
    const [host, path] = make((index * 7919) % size);
    return { host: Buffer.from(host, 'latin1'), path: Buffer.from(path, 'latin1') };
  });
}

function finder(table: HostTable<CompiledHost<Route>>, samples: readonly Sample[]): () => unknown {
  let next = 0;
  return () => {
    const entry = samples[next & 1023];
    next += 1;
    const name = entry && hostName(entry.host.toString('latin1'));
    const path = entry && normalizePath(entry.path.toString('latin1'));
    const found = name && path && table.find(name)?.match(path, request);
    if (!found) throw new Error('a request found no route');
    return found;
  };
}
