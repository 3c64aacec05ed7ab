import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type ScriptedOrigin, scriptedOrigin } from '../../../test/support/scripted-origin.ts';
import type { ResponseHead } from '../forward/request.ts';
import type { Upstream, UpstreamFailure, UpstreamRequest } from '../forward/upstream.ts';
import { Http1UpstreamConnection } from '../http1/upstream-connection.ts';
import { Deadlines } from '../listener/deadlines.ts';
import { endpointKey } from './endpoint-use.ts';
import { UpstreamPool } from './pool.ts';

const plainRequest: UpstreamRequest = {
  method: 'GET',
  authority: 'a.example',
  target: '/',
  headers: [],
  bodyLength: 0,
  expectContinue: false,
  upgrade: undefined,
};

const emptyAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

interface Outcome {
  readonly head: ResponseHead | undefined;
  readonly body: string;
  readonly end: 'complete' | UpstreamFailure;
  readonly stale: boolean;
  readonly informational: number;
}

const deadlines = new Deadlines(5);
let origin: ScriptedOrigin | undefined;
let pool: UpstreamPool | undefined;

afterEach(async () => {
  pool?.close();
  await origin?.close();
  origin = undefined;
});

/** A backend that answers by `script` whenever it has a whole head, or more of it. */
async function start(
  script: (socket: Socket, received: string, index: number) => void,
  options: { idlePerEndpoint?: number; idleTimeout?: number; response?: number } = {},
): Promise<ScriptedOrigin> {
  origin = await scriptedOrigin(script);
  pool = new UpstreamPool(
    deadlines,
    { connect: 5000, response: options.response ?? 5000 },
    { idlePerEndpoint: options.idlePerEndpoint ?? 8, idleTimeout: options.idleTimeout ?? 5000 },
  );
  return origin;
}

function exchange(
  request: Partial<UpstreamRequest> = {},
  use?: (upstream: Upstream) => void,
): Promise<Outcome> {
  const to = { address: '127.0.0.1', port: origin?.port ?? 0 };
  return new Promise((resolve) => {
    let head: ResponseHead | undefined;
    let body = '';
    let informational = 0;
    const end = (how: Outcome['end'], stale = false): void =>
      resolve({ head, body, end: how, stale, informational });
    const upstream = pool?.open(
      to,
      { ...plainRequest, ...request },
      {
        onInformational: () => {
          informational += 1;
        },
        onHead: (response) => {
          head = response;
        },
        onResponseBody: (chunk) => {
          body += chunk.toString('latin1');
        },
        onResponseEnd: () => end('complete'),
        onTunnel: () => end('complete'),
        onBatchEnd() {},
        onRequestDrain() {},
        onFailure: end,
      },
      false,
    );
    if (upstream === undefined) throw new Error('no pool');
    if (use === undefined) upstream.sendEnd();
    else use(upstream);
  });
}

describe('connections that are kept', () => {
  test('serve one exchange after another', async () => {
    const backend = await start((socket) => socket.write(emptyAnswer));
    for (let i = 0; i < 3; i += 1) expect((await exchange()).end).toBe('complete');
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
    pool?.release([endpointKey({ address: '127.0.0.1', port: backend.port })]);
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
    const backend = await start((socket, _received, index) => {
      socket.write(emptyAnswer);
      if (index === 0) setImmediate(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong'));
    });
    await exchange();
    await once(backend.sockets[0] ?? process, 'close');
    expect(await exchange()).toMatchObject({ end: 'complete', body: '' });
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

describe('responses', () => {
  const chunked =
    'HTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n';

  test('may come octet by octet', async () => {
    await start((socket) => {
      socket.setNoDelay(true);
      let at = 0;
      const next = (): void => {
        if (at >= chunked.length) return;
        socket.write(chunked.charAt(at));
        at += 1;
        setImmediate(next);
      };
      next();
    });
    expect(await exchange()).toMatchObject({
      end: 'complete',
      body: 'one',
      informational: 1,
      head: { status: 200 },
    });
  });

  test.each([
    ['no HTTP', 'nonsense\r\n\r\n'],
    ['bare LF', 'HTTP/1.1 200 OK\nContent-Length: 0\n\n\r\n\r\n'],
    ['length and coding', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['a switch nobody asked for', 'HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
    ['too many interim responses', 'HTTP/1.1 103 Early\r\n\r\n'.repeat(17)],
    ['a head without an end', `HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(12_000)}`],
    ['a broken chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
  ])('that break the protocol fail: %s', async (_name, answer) => {
    await start((socket) => socket.write(answer));
    expect((await exchange()).end).toBe('protocol-error');
  });

  test('a switch to another protocol than the one asked for fails', async () => {
    await start((socket) => socket.write('HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n'));
    expect((await exchange({ upgrade: 'websocket' })).end).toBe('protocol-error');
  });

  test.each([
    ['before the head is complete', 'HTTP/1.1 200 OK\r\n'],
    ['before the length is reached', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc'],
    ['before the last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'],
  ])('that end %s fail', async (_name, answer) => {
    await start((socket) => socket.end(answer));
    expect(await exchange()).toMatchObject({ end: 'reset', stale: false });
  });

  test('that do not come in time fail', async () => {
    await start(() => {}, { response: 20 });
    expect((await exchange()).end).toBe('timeout');
  });

  test('that stop halfway fail', async () => {
    await start((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc'), {
      response: 20,
    });
    expect(await exchange()).toMatchObject({ end: 'timeout', body: 'abc' });
  });
});

describe('requests', () => {
  test('are written from their parts', async () => {
    const backend = await start((socket) => socket.write(emptyAnswer));
    await exchange({ method: 'POST', target: '/a?b', headers: ['X', 'y'] });
    expect(backend.received[0]).toBe(
      'POST /a?b HTTP/1.1\r\nHost: a.example\r\nX: y\r\nContent-Length: 0\r\n\r\n',
    );
  });

  test('with a body of unknown length are chunked, and an empty part ends nothing', async () => {
    const backend = await start((socket, received) => {
      if (received.endsWith('0\r\n\r\n')) socket.write(emptyAnswer);
    });
    await exchange({ method: 'PUT', bodyLength: -1 }, (upstream) => {
      upstream.sendBody(Buffer.from('one'));
      upstream.sendBody(Buffer.alloc(0));
      upstream.sendBody(Buffer.alloc(5000, 'x'));
      upstream.sendEnd();
    });
    expect(backend.received[0]?.split('\r\n\r\n').slice(1).join('\r\n\r\n')).toBe(
      `3\r\none\r\n1388\r\n${'x'.repeat(5000)}\r\n0\r\n\r\n`,
    );
  });

  test('a connection that is not made in time fails', async () => {
    const failure = await new Promise<UpstreamFailure>((resolve) => {
      const connection = new Http1UpstreamConnection(
        { address: 'never.example', port: 80 },
        {
          deadlines,
          timeouts: { connect: 20, response: 5000 },
          lookup: () => {},
          onIdle() {},
          onGone() {},
        },
      );
      const nothing = {
        onInformational() {},
        onHead() {},
        onResponseBody() {},
        onResponseEnd() {},
        onTunnel() {},
      };
      connection.send(plainRequest, { ...nothing, onBatchEnd() {}, onRequestDrain() {}, onFailure: resolve });
    });
    expect(failure).toBe('connect-timeout');
  });
});
