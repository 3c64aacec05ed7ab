import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Endpoint } from '../../src/model/index.ts';
import { selfSigned } from '../support/certificates.ts';
import {
  DataPlaneBench,
  endpointsPart,
  getText,
  hostPart,
  httpListener,
  httpsListener,
  prefixRoute,
} from '../support/data-plane.ts';
import type { RawClient } from '../support/raw-client.ts';

let bench: DataPlaneBench;

beforeEach(() => {
  bench = new DataPlaneBench();
});

afterEach(() => bench.close());

/** Sends one request on a connection that stays, and answers with status and body. */
async function ask(client: RawClient, text: string): Promise<string> {
  const from = client.received.length;
  client.send(text);
  for (;;) {
    const received = client.received.slice(from);
    const found = /^HTTP\/1\.1 (\d+)[\s\S]*?\r\n\r\n/.exec(received);
    const length = Number(/Content-Length: (\d+)/.exec(found?.[0] ?? '')?.[1] ?? 0);
    const body = received.slice(found?.[0].length ?? 0);
    if (found !== null && body.length >= length) return `${found[1]} ${body}`.trim();
    await once(client.socket, 'data');
  }
}

async function start(): Promise<{ one: Endpoint; two: Endpoint }> {
  const one = await bench.origin('one');
  const two = await bench.origin('two');
  const routes = hostPart('a.example', ['/two', 'b2'], ['/none', 'b3'], ['/', 'b1']);
  const result = await bench.dataPlane.apply({
    full: true,
    delete: [],
    set: [httpListener('lb/80'), routes, endpointsPart('b1', one), endpointsPart('b2', two)],
  });
  expect(result.listenerProblems).toEqual([]);
  return { one, two };
}

/** A backend that answers only when told to, by what `asked` resolves with. */
async function slowBackend(): Promise<{ endpoint: Endpoint; asked: Promise<() => void> }> {
  let hear: (answer: () => void) => void = () => {};
  const asked = new Promise<() => void>((resolve) => {
    hear = resolve;
  });
  const endpoint = await bench.scripted((socket) => {
    hear(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow'));
  });
  return { endpoint, asked };
}

describe('routing', () => {
  test.each([
    ['the host and path that a route has', getText('/x'), '200 one: GET /x HTTP/1.1'],
    ['a longer path first', getText('/two/x'), '200 two: GET /two/x HTTP/1.1'],
    ['element by element', getText('/twox'), '200 one: GET /twox HTTP/1.1'],
    ['the host in any case, with a port', getText('/two', 'A.Example:8080'), '200 two: GET /two HTTP/1.1'],
    [
      'the normal form of the path, which is also forwarded',
      getText('/x/..//%74wo/./y?q=%2e'),
      '200 two: GET /two/y?q=%2e HTTP/1.1',
    ],
    ['no route', getText('/', 'b.example'), '404 404 Not Found'],
    ['no endpoint', getText('/none'), '503 503 Service Unavailable'],
    ['a path that others read as another route', getText('/x%2F..%2Ftwo'), '400 400 Bad Request'],
    ['an encoded slash that leads nowhere else', getText('/x%2Fy'), '200 one: GET /x%2Fy HTTP/1.1'],
    ['a path above the root', getText('/../x'), '400 400 Bad Request'],
    ['a broken escape', getText('/%zz'), '400 400 Bad Request'],
    ['a Host that is none', getText('/', 'a.example/x'), '400 400 Bad Request'],
    ['OPTIONS of the server as a whole', getText('*').replace('GET', 'OPTIONS'), '204'],
  ])('takes %s', async (_name, text, expected) => {
    await start();
    expect(await ask(await bench.connect('lb/80'), text)).toBe(expected);
  });

  test('of requests on one connection is each for itself', async () => {
    await start();
    const client = await bench.connect('lb/80');
    expect(await ask(client, getText('/x'))).toContain('one');
    expect(await ask(client, getText('/two'))).toContain('two');
    expect(await ask(client, getText('/', 'b.example'))).toContain('404');
    expect(await ask(client, getText('/x'))).toContain('one');
  });

  test('goes to all endpoints in turn', async () => {
    const { one, two } = await start();
    await bench.dataPlane.apply({ full: false, delete: [], set: [endpointsPart('b1', one, two)] });
    const client = await bench.connect('lb/80');
    const answers: string[] = [];
    for (let i = 0; i < 6; i += 1) answers.push((await ask(client, getText('/x'))).slice(4, 7));
    expect(answers.filter((name) => name === 'one')).toHaveLength(3);
    expect(answers[0]).not.toBe(answers[1]);
  });

  test('shares requests among backends by weight', async () => {
    const { one, two } = await start();
    const route = prefixRoute('/', 'b1');
    const backends = [
      { backend: 'b1', weight: 1 },
      { backend: 'b2', weight: 0 },
    ];
    const split = { ...route, action: { kind: 'forward' as const, backends } };
    const host = { kind: 'host' as const, table: 't', virtualHost: { host: 'a.example', routes: [split] } };
    await bench.dataPlane.apply({
      full: false,
      delete: [],
      set: [host, endpointsPart('b1', one), endpointsPart('b2', two)],
    });
    const client = await bench.connect('lb/80');
    for (let i = 0; i < 10; i += 1) expect(await ask(client, getText('/x'))).toContain('one');
  });

  test('takes the fallback where no host and no path does', async () => {
    await start();
    const fallback = { kind: 'fallback' as const, table: 't', route: prefixRoute('/', 'b2') };
    await bench.dataPlane.apply({ full: false, delete: [], set: [fallback] });
    const client = await bench.connect('lb/80');
    expect(await ask(client, getText('/x', 'b.example'))).toContain('two');
    await bench.dataPlane.apply({ full: false, delete: ['fallback/t'], set: [] });
    expect(await ask(client, getText('/x', 'b.example'))).toContain('404');
  });
});

describe('a change of configuration', () => {
  test('takes effect on connections that are open', async () => {
    await start();
    const client = await bench.connect('lb/80');
    expect(await ask(client, getText('/x'))).toContain('one');
    await bench.dataPlane.apply({ full: false, delete: [], set: [hostPart('a.example', ['/', 'b2'])] });
    expect(await ask(client, getText('/x'))).toContain('two');
    await bench.dataPlane.apply({ full: false, delete: ['host/t/a.example'], set: [] });
    expect(await ask(client, getText('/x'))).toContain('404');
  });

  test('of endpoints finishes what is under way, and leaves no connection behind', async () => {
    const { two } = await start();
    const slow = await slowBackend();
    await bench.dataPlane.apply({ full: false, delete: [], set: [endpointsPart('b1', slow.endpoint)] });
    const client = await bench.connect('lb/80');
    const underWay = ask(client, getText('/x'));
    const answer = await slow.asked;
    await bench.dataPlane.apply({ full: false, delete: [], set: [endpointsPart('b1', two)] });
    answer();
    expect(await underWay).toBe('200 slow');
    expect(await ask(client, getText('/x'))).toContain('two');
  });

  test('with a pattern that is none is refused', async () => {
    await start();
    const rewrite = { kind: 'pattern', pattern: '(', target: '/' } as const;
    const route = { ...prefixRoute('/', 'b2'), policies: { rewrite } };
    const virtualHost = { host: 'a.example', routes: [route] };
    const update = { full: false, delete: [], set: [{ kind: 'host', table: 't', virtualHost } as const] };
    await expect(bench.dataPlane.apply(update)).rejects.toThrow('missing closing )');
    expect(await ask(await bench.connect('lb/80'), getText('/'))).toBe('200 one: GET / HTTP/1.1');
  });

  test('redirects to HTTPS once there is a listener for it', async () => {
    await start();
    const route = { ...prefixRoute('/', 'b1'), policies: { sslRedirect: { status: 308 } } } as const;
    const virtualHost = { host: 'a.example', routes: [route] };
    const host = { kind: 'host', table: 't', virtualHost } as const;
    const change = (...set: Parameters<typeof bench.dataPlane.apply>[0]['set']) =>
      bench.dataPlane.apply({ full: false, delete: [], set });
    await change(host);
    expect(await ask(await bench.connect('lb/80'), getText('/'))).toBe('200 one: GET / HTTP/1.1');
    const pair = await selfSigned('a.example');
    await change({ kind: 'certificate', id: 'c', ...pair }, httpsListener('lb/443', 'c'));
    const client = await bench.connect('lb/80');
    expect(await ask(client, getText('/x'))).toBe('308 308 Permanent Redirect');
    expect(client.received).toContain('Location: https://a.example/x\r\n');
  });

  test('that is bad in one part is refused as a whole', async () => {
    await start();
    const bad = { kind: 'ticket-keys' as const, keys: 'c2hvcnQ=' };
    const update = { full: false, delete: ['endpoints/b1'], set: [hostPart('a.example', ['/', 'b2']), bad] };
    await expect(bench.dataPlane.apply(update)).rejects.toThrow('48 bytes');
    expect(await ask(await bench.connect('lb/80'), getText('/x'))).toContain('one');
  });

  test('with a full copy drops what it does not name', async () => {
    const { one } = await start();
    const port = bench.dataPlane.ports().get('lb/80');
    const set = [httpListener('lb/80'), hostPart('b.example', ['/', 'b1']), endpointsPart('b1', one)];
    const client = await bench.connect('lb/80');
    await bench.dataPlane.apply({ full: true, delete: [], set });
    expect(bench.dataPlane.ports().get('lb/80')).toBe(port);
    expect(await ask(client, getText('/x'))).toContain('404');
    expect(await ask(client, getText('/x', 'b.example'))).toContain('one');
  });

  test('says which listener cannot be opened, serves the others, and tries again with the next', async () => {
    await start();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const taken = httpListener('lb/81', port);
    const result = await bench.dataPlane.apply({ full: false, delete: [], set: [taken] });
    expect(result.listenerProblems).toEqual([{ listener: 'lb/81', code: 'EADDRINUSE' }]);
    expect(await ask(await bench.connect('lb/80'), getText('/x'))).toContain('one');
    other.close();
    await once(other, 'close');
    expect(await bench.dataPlane.apply({ full: false, delete: [], set: [] })).toEqual({
      listenerProblems: [],
    });
    expect(await ask(await bench.connect('lb/81'), getText('/x'))).toContain('one');
  });

  test('that takes a listener away finishes its requests', async () => {
    await start();
    const client = await bench.connect('lb/80');
    expect(await ask(client, getText('/x'))).toContain('one');
    await bench.dataPlane.apply({ full: false, delete: ['listener/lb/80'], set: [] });
    expect(await ask(client, getText('/x'))).toContain('one');
    expect(client.received.match(/Connection: close/g)).toHaveLength(1);
    await expect(bench.connect('lb/80')).rejects.toThrow('not open');
  });
});

describe('draining', () => {
  test('ends when the last request is answered, and takes no connection more', async () => {
    await start();
    const slow = await slowBackend();
    await bench.dataPlane.apply({ full: false, delete: [], set: [endpointsPart('b1', slow.endpoint)] });
    const client = await bench.connect('lb/80');
    client.send(getText('/x'));
    const answer = await slow.asked;
    const drained = bench.dataPlane.drain(5000);
    answer();
    const received = await client.untilEnd();
    expect(received).toContain('Connection: close');
    expect(received.endsWith('slow')).toBe(true);
    client.close();
    await drained;
  });

  test('ends at the deadline whatever is under way', async () => {
    await start();
    const slow = await slowBackend();
    await bench.dataPlane.apply({ full: false, delete: [], set: [endpointsPart('b1', slow.endpoint)] });
    const client = await bench.connect('lb/80');
    client.send(getText('/x'));
    await slow.asked;
    await bench.dataPlane.drain(10);
    expect(await client.untilEnd()).toBe('');
  });
});
