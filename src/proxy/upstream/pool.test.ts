import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { ScriptedOrigin } from '../../../test/support/scripted-origin.ts';
import { endpointKey } from './endpoint-table.ts';
import { emptyAnswer, type Outcome, PoolBench } from './pool.test-support.ts';

const closingAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

let bench: PoolBench | undefined;

afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

async function start(...given: Parameters<typeof PoolBench.start>): Promise<ScriptedOrigin> {
  bench = await PoolBench.start(...given);
  return bench.origin;
}

function exchange(...given: Parameters<PoolBench['exchange']>): Promise<Outcome> {
  if (bench === undefined) throw new Error('not started');
  return bench.exchange(...given);
}

describe('connections that are kept', () => {
  test('serve one exchange after another', async () => {
    const backend = await start((socket) => socket.write(emptyAnswer));
    for (let i = 0; i < 3; i += 1) expect((await exchange()).end).toBe('complete');
    expect(backend.sockets).toHaveLength(1);
  });

  test.each([-1, 4])('serve on after a request with a body (length %i)', async (bodyLength) => {
    const backend = await start((socket, received) => {
      if (/text(\r\n0\r\n\r\n)?$/.test(received)) socket.write(emptyAnswer);
    });
    for (let i = 0; i < 2; i += 1) {
      await exchange({ method: 'POST', bodyLength }, (upstream) => {
        upstream.sendBody(Buffer.from('text'));
        upstream.sendEnd();
      });
    }
    expect(backend.sockets).toHaveLength(1);
  });

  test('are never shared by two at a time', async () => {
    const backend = await start((socket) => setImmediate(() => socket.write(emptyAnswer)));
    await Promise.all([exchange(), exchange(), exchange()]);
    expect(backend.sockets).toHaveLength(3);
    await exchange();
    expect(backend.sockets).toHaveLength(3);
  });

  test('end when the pool is full of them', async () => {
    const backend = await start((socket) => setImmediate(() => socket.write(emptyAnswer)), {
      idlePerEndpoint: 1,
    });
    await Promise.all([exchange(), exchange()]);
    const ended = backend.sockets.map((socket) => once(socket, 'end'));
    await Promise.race(ended);
    await exchange();
    expect(backend.sockets).toHaveLength(2);
  });

  test('end after a while', async () => {
    const backend = await start((socket) => socket.write(emptyAnswer), { idleTimeout: 10 });
    await exchange();
    await once(backend.sockets[0] ?? process, 'end');
  });

  test('end when no backend has the endpoint any more', async () => {
    const backend = await start((socket) => socket.write(emptyAnswer));
    await exchange();
    bench?.pool.release([endpointKey({ address: '127.0.0.1', port: backend.port })]);
    await once(backend.sockets[0] ?? process, 'end');
  });

  test.each([
    ['the backend says close', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'],
    ['the backend speaks HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['bytes are left over', `${emptyAnswer}HTTP/1.1 200 OK\r\n`],
    ['a 205 announces a body', 'HTTP/1.1 205 Reset\r\nContent-Length: 5\r\n\r\n'],
  ])('are not kept where %s', async (_name, answer) => {
    const backend = await start((socket) => socket.write(answer));
    expect((await exchange()).end).toBe('complete');
    await exchange();
    expect(backend.sockets).toHaveLength(2);
  });

  test('are not kept where the request was not sent to its end', async () => {
    const backend = await start((socket) => socket.write(emptyAnswer));
    const outcome = await exchange({ method: 'POST', bodyLength: 10 }, (upstream) => {
      upstream.sendBody(Buffer.from('half'));
    });
    expect(outcome.end).toBe('complete');
    await exchange();
    expect(backend.sockets).toHaveLength(2);
  });

  test('bytes that nobody asked for end them, and become no response', async () => {
    const backend = await start((socket) => socket.write(emptyAnswer));
    await exchange();
    backend.sockets[0]?.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong');
    await once(backend.sockets[0] ?? process, 'close');
    expect(await exchange()).toMatchObject({ end: 'complete', body: '' });
    expect(backend.sockets).toHaveLength(2);
  });

  test('are left alone where a new one is asked for', async () => {
    const backend = await start((socket) => socket.write(emptyAnswer));
    await exchange();
    await exchange({}, undefined, { fresh: true });
    expect(backend.sockets).toHaveLength(2);
  });

  test('are left alone by what may become a tunnel', async () => {
    const backend = await start((socket) => socket.write(emptyAnswer));
    await exchange();
    await exchange({ upgrade: 'websocket' });
    expect(backend.sockets).toHaveLength(2);
  });

  test('one that the backend closes at the moment of use is told apart from a new one', async () => {
    await start((socket, received) => {
      if (received.split('\r\n\r\n').length === 2) socket.write(emptyAnswer);
      else socket.destroy();
    });
    expect(await exchange()).toMatchObject({ end: 'complete', stale: false });
    expect(await exchange()).toMatchObject({ end: 'reset', stale: true });
  });
});

describe('a backend that says how long it keeps connections', () => {
  const kept = (seconds: number): string =>
    `HTTP/1.1 200 OK\r\nContent-Length: 0\r\nKeep-Alive: timeout=${seconds}\r\n\r\n`;

  test('is left a second before', async () => {
    const backend = await start((socket) => socket.write(kept(1)));
    await exchange();
    await exchange();
    expect(backend.sockets).toHaveLength(2);
  });

  test('is used again meanwhile', async () => {
    const backend = await start((socket) => socket.write(kept(5)));
    await exchange();
    await exchange();
    expect(backend.sockets).toHaveLength(1);
  });
});

test('a connection is not used again beyond its age', async () => {
  const backend = await start((socket) => socket.write(emptyAnswer), { mostAge: 0.001 });
  await exchange();
  await exchange();
  expect(backend.sockets).toHaveLength(2);
});

test('an endpoint that nobody has any more gets back no connection that was in use', async () => {
  const backend = await start((socket) => setImmediate(() => socket.write(emptyAnswer)));
  const underWay = exchange();
  bench?.pool.release([endpointKey({ address: '127.0.0.1', port: backend.port })]);
  expect((await underWay).end).toBe('complete');
  expect(bench?.pool.connections()).toEqual({ idle: 0, active: 0, queued: 0 });
});

describe('where all connections that may be are in use', () => {
  test('a request waits for one, with its body', async () => {
    const held = Promise.withResolvers<Socket>();
    const backend = await start(
      (socket, received) => {
        if (received.includes('POST')) socket.write(received.endsWith('late') ? emptyAnswer : '');
        else held.resolve(socket);
      },
      { mostPerEndpoint: 1 },
    );
    const first = exchange();
    const second = exchange({ method: 'POST', bodyLength: 4 }, (upstream) => {
      expect(upstream.sendBody(Buffer.from('late'))).toBe(false);
      upstream.sendEnd();
    });
    expect(bench?.pool.connections()).toEqual({ idle: 0, active: 1, queued: 1 });
    (await held.promise).write(emptyAnswer);
    expect([(await first).end, (await second).end]).toEqual(['complete', 'complete']);
    expect(backend.sockets).toHaveLength(1);
  });

  test('it goes over a new one where the one before ended', async () => {
    const backend = await start((socket) => socket.end(closingAnswer), { mostPerEndpoint: 1 });
    const outcomes = await Promise.all([exchange(), exchange(), exchange()]);
    expect(outcomes.map(({ end }) => end)).toEqual(['complete', 'complete', 'complete']);
    expect(backend.sockets).toHaveLength(3);
  });

  test('it fails after a while', async () => {
    await start(() => {}, { mostPerEndpoint: 1, queueTimeout: 10 });
    void exchange();
    expect(await exchange()).toMatchObject({ end: 'overloaded', stale: false });
    expect(bench?.pool.connections().queued).toBe(0);
  });

  test('it fails at once where too many wait', async () => {
    await start(() => {}, { mostPerEndpoint: 1, mostQueued: 0 });
    void exchange();
    expect((await exchange()).end).toBe('overloaded');
  });

  test('it leaves the queue when it is given up', async () => {
    await start(() => {}, { mostPerEndpoint: 1 });
    void exchange();
    void exchange({}, (upstream) => upstream.abort());
    expect(bench?.pool.connections().queued).toBe(0);
  });

  test('an idle one makes room for one that must be new', async () => {
    const backend = await start((socket) => socket.write(emptyAnswer), { mostPerEndpoint: 1 });
    await exchange();
    expect((await exchange({}, undefined, { fresh: true })).end).toBe('complete');
    expect(backend.sockets).toHaveLength(2);
    expect(bench?.pool.connections()).toEqual({ idle: 1, active: 0, queued: 0 });
  });
});
