import { once } from 'node:events';
import { Agent } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Answer, type ClientRequest, send } from '../../http-client.ts';
import {
  closedPort,
  makeBackend,
  makeListener,
  makeRule,
  type ServedWorld,
  serveWorld,
  setGroup,
  startBackend,
  startNamed,
} from './traffic.test-support.ts';

/** Two groups, `rsp-a` and `rsp-b`, each with a backend that says its name; what no rule takes goes to `rsp-a`. */
async function worldOfTwo(): Promise<ServedWorld> {
  const world = serveWorld([{ serverGroupId: 'rsp-a' }]);
  for (const name of ['a', 'b']) {
    const { port } = await startNamed(name);
    setGroup(world.instance, `rsp-${name}`, [makeBackend(port)]);
  }
  return world;
}

async function ask(world: ServedWorld, url: string, more: Partial<ClientRequest> = {}): Promise<Answer> {
  const [, host = '', path = ''] = /^([^/]+)(.*)$/.exec(url) ?? [];
  return send({ ...(await world.traffic.addressOf('lb-1', 80)), host, path, ...more });
}

function keepAlive(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return agent;
}

describe('a running listener', () => {
  test('routes by its rules, answers 404 for a known host, and has a default group', async () => {
    const world = await worldOfTwo();
    const [listener] = world.instance.listeners;
    listener?.rules.push(makeRule('shop.example', '/b', 'rsp-b'));
    expect(await ask(world, 'shop.example/b/1')).toMatchObject({ status: 200, body: 'b' });
    expect(await ask(world, 'shop.example/a')).toMatchObject({ status: 404, headers: { server: 'Tengine' } });
    expect(await ask(world, 'other.example/b')).toMatchObject({ status: 200, body: 'a' });
  });

  test('takes the host of a target in absolute form', async () => {
    const world = await worldOfTwo();
    const [listener] = world.instance.listeners;
    listener?.rules.push(makeRule('shop.example', '/b', 'rsp-b'));
    expect((await ask(world, 'other.example', { path: 'http://shop.example/b' })).body).toBe('b');
    expect((await ask(world, 'other.example', { path: 'http://shop.example' })).status).toBe(404);
  });

  test('uses the default server group of the instance on its own port where it has no group', async () => {
    const { port } = await startNamed('default');
    const world = serveWorld([{ backendServerPort: port }]);
    world.instance.defaultBackends = [makeBackend(1)];
    expect((await ask(world, 'shop.example/')).body).toBe('default');
  });

  test('follows a change with the next request, on connections that are open too', async () => {
    const world = await worldOfTwo();
    const agent = keepAlive();
    const ports = new Set<number>();
    const more = { agent, onConnection: (port: number) => ports.add(port) };
    expect((await ask(world, 'shop.example/', more)).body).toBe('a');
    world.change(() => world.instance.listeners[0]?.rules.push(makeRule('shop.example', undefined, 'rsp-b')));
    expect((await ask(world, 'shop.example/', more)).body).toBe('b');
    expect(ports.size).toBe(1);
  });

  test('takes 100 requests on a connection', async () => {
    const world = await worldOfTwo();
    const agent = keepAlive();
    const closes: number[] = [];
    for (let index = 1; index <= 101; index += 1) {
      const { headers } = await ask(world, 'shop.example/', { agent });
      if (headers.connection === 'close') closes.push(index);
    }
    expect(closes).toEqual([100]);
  });
});

describe('what is not served', () => {
  const refused = async (world: ServedWorld, address: string, port: number): Promise<void> => {
    await expect(world.traffic.addressOf('lb-1', 80)).rejects.toThrow('nothing serves port 80 of lb-1');
    await expect(send({ address, port, host: 'shop.example', path: '/' })).rejects.toThrow('ECONNREFUSED');
  };

  test('is a stopped listener; started again it is where it was', async () => {
    const world = await worldOfTwo();
    const [listener] = world.instance.listeners;
    if (listener === undefined) throw new Error('no listener');
    const { address, port } = await world.traffic.addressOf('lb-1', 80);
    world.change(() => Object.assign(listener, { status: 'stopped' }));
    await refused(world, address, port);
    world.change(() => Object.assign(listener, { status: 'configuring' }));
    expect(await world.traffic.addressOf('lb-1', 80)).toEqual({ address, port });
    expect((await ask(world, 'shop.example/')).body).toBe('a');
  });

  test.each(['inactive', 'locked'] as const)('is a listener of an instance that is %s', async (status) => {
    const world = await worldOfTwo();
    const { address, port } = await world.traffic.addressOf('lb-1', 80);
    world.change(() => Object.assign(world.instance, { status }));
    await refused(world, address, port);
  });

  test('is an instance that is gone; a request under way is answered', async () => {
    const { promise: asked, resolve: tellAsked } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { port: slow } = await startBackend(async (_, response) => {
      tellAsked();
      await released;
      response.end('late');
    });
    const world = serveWorld([{ serverGroupId: 'rsp-a' }]);
    setGroup(world.instance, 'rsp-a', [makeBackend(slow)]);
    const { address, port } = await world.traffic.addressOf('lb-1', 80);
    const late = ask(world, 'shop.example/', { agent: keepAlive() });
    await asked;
    world.change(() => world.state.instances.clear());
    await refused(world, address, port);
    release();
    expect((await late).body).toBe('late');
  });

  test('is waited for', async () => {
    const world = serveWorld([]);
    const { port } = await startNamed('a');
    const served = world.traffic.untilServed('47.0.0.1', 80);
    world.change(() => setGroup(world.instance, 'rsp-a', [makeBackend(port)]));
    world.change(() => world.instance.listeners.push(makeListener({ serverGroupId: 'rsp-a' })));
    expect(await served).toEqual(await world.traffic.addressOf('47.0.0.1', 80));
  });

  test('is a listener between changes that come at once', async () => {
    const port = await closedPort();
    const world = serveWorld([], { place: () => ({ address: '127.0.0.1', port }) });
    const start = () => world.change(() => world.instance.listeners.push(makeListener({ forwardPort: 443 })));
    start();
    world.change(() => world.instance.listeners.pop());
    start();
    expect((await ask(world, 'shop.example/')).status).toBe(301);
  });

  test('is a place that is taken: whoever asks for the address hears why', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const world = serveWorld([{}], { place: () => ({ address: '127.0.0.1', port }) });
    await expect(world.traffic.addressOf('lb-1', 80)).rejects.toThrow('EADDRINUSE');
  });
});

describe('a listener that forwards', () => {
  test('redirects every request to the port of HTTPS', async () => {
    const world = serveWorld([{ forwardPort: 443 }]);
    const { status, headers } = await ask(world, 'shop.example:8080/a?b=c');
    expect({ status, location: headers.location }).toEqual({
      status: 301,
      location: 'https://shop.example/a?b=c',
    });
  });

  test('names a port that is not the usual one, with the status of the switch', async () => {
    const world = serveWorld([{ forwardPort: 8443 }]);
    world.switches.forwardStatus = 302;
    const { status, headers } = await ask(world, 'shop.example/');
    expect({ status, location: headers.location }).toEqual({
      status: 302,
      location: 'https://shop.example:8443/',
    });
  });
});
