import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { ScriptedOrigin } from '../../../test/support/scripted-origin.ts';
import type { Upstream, UpstreamFailure } from '../forward/upstream.ts';
import { Deadlines } from '../listener/deadlines.ts';
import { emptyAnswer, type Outcome, PoolBench, plainRequest } from '../upstream/pool.test-support.ts';
import { responseLimits } from './limits.ts';
import { Http1UpstreamConnection } from './upstream-connection.ts';

const patience = plainRequest.timeouts;

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

/** Answers with `text`: up to `from` at once, each octet after it on its own. */
function octetByOctet(text: string, from: number): (socket: Socket) => void {
  return (socket) => {
    socket.setNoDelay(true);
    let at = from;
    const next = (): void => {
      if (at >= text.length) return;
      socket.write(text.charAt(at));
      at += 1;
      setImmediate(next);
    };
    socket.write(text.slice(0, from), () => setImmediate(next));
  };
}

describe('responses', () => {
  const chunked =
    'HTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n';

  test('may come octet by octet', async () => {
    await start(octetByOctet(chunked, 0));
    expect(await exchange()).toMatchObject({
      end: 'complete',
      body: 'one',
      informational: 1,
      head: { status: 200 },
    });
  });

  test('may have a head of just the size allowed, whose end comes octet by octet', async () => {
    const lines = `HTTP/1.1 204 None\r\n${`A: ${'b'.repeat(8000)}\r\n`.repeat(8)}B: `;
    const head = `${lines}${'c'.repeat(responseLimits.head - lines.length)}\r\n\r\n`;
    await start(octetByOctet(head, head.length - 5));
    expect(await exchange()).toMatchObject({ end: 'complete', head: { status: 204 } });
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
    await start(() => {});
    expect((await exchange({ timeouts: { ...patience, response: 20 } })).end).toBe('timeout');
  });

  test('that stop halfway fail', async () => {
    await start((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc'));
    const outcome = await exchange({ timeouts: { ...patience, idle: 20 } });
    expect(outcome).toMatchObject({ end: 'timeout', body: 'abc' });
  });

  test('that come piece by piece have no more time for their head', async () => {
    await start((socket) => {
      const drip = setInterval(() => socket.write('A: b\r\n'), 5);
      socket.write('HTTP/1.1 200 OK\r\n');
      socket.on('close', () => clearInterval(drip));
    });
    expect((await exchange({ timeouts: { ...patience, response: 50 } })).end).toBe('timeout');
  });

  test('that take long have more time with each part of their body, and with each interim response', async () => {
    await start((socket) => {
      const parts = [
        'HTTP/1.1 103 Early\r\n\r\n',
        'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n',
        'a',
        'b',
        'c',
      ];
      const drip = setInterval(() => {
        const part = parts.shift();
        if (part === undefined) clearInterval(drip);
        else socket.write(part);
      }, 220);
    });
    const outcome = await exchange({ timeouts: { ...patience, response: 600, idle: 600 } });
    expect(outcome).toMatchObject({ end: 'complete', body: 'abc' });
  });

  test('on a kept connection are waited for as long as their own request says', async () => {
    await start((socket, received, index) => {
      if (index === 0 && received.split('\r\n\r\n').length === 2) socket.write(emptyAnswer);
    });
    expect((await exchange()).end).toBe('complete');
    expect((await exchange({ timeouts: { ...patience, response: 20 } })).end).toBe('timeout');
  });

  test('that the client holds up have all the time it takes', async () => {
    await start((socket, received) => {
      if (received.endsWith('one')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none');
      else if (received.endsWith('two')) socket.write('two');
    });
    let given: Upstream | undefined;
    const outcome = exchange(
      { method: 'POST', bodyLength: 9, timeouts: { ...patience, idle: 20 } },
      (upstream) => {
        given = upstream;
        upstream.sendBody(Buffer.from('one'));
      },
      {
        onHead() {
          given?.pauseResponse();
          given?.sendBody(Buffer.from('two'));
        },
      },
    );
    // Longer than a backend may take.
    await new Promise((resolve) => setTimeout(resolve, 80));
    given?.resumeResponse();
    expect(await outcome).toMatchObject({ end: 'complete', body: 'onetwo' });
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

  test('that the backend has not read to their end leave no connection to use again', async () => {
    const backend = await start((socket, _received, index) => {
      if (index === 0) socket.pause();
      socket.write(emptyAnswer);
    });
    const body = Buffer.alloc(32 * 1024 * 1024);
    const first = await exchange({ method: 'PUT', bodyLength: body.length }, (upstream) => {
      upstream.sendBody(body);
      upstream.sendEnd();
    });
    expect(first.end).toBe('complete');
    expect((await exchange()).end).toBe('complete');
    expect(backend.sockets).toHaveLength(2);
  });

  test('that the backend does not take fail', async () => {
    await start((socket) => socket.pause());
    const outcome = await exchange(
      { method: 'PUT', bodyLength: -1, timeouts: { ...patience, send: 30 } },
      (upstream) => upstream.sendBody(Buffer.alloc(32 * 1024 * 1024)),
    );
    expect(outcome.end).toBe('timeout');
  });

  test('that the client holds up have all the time it takes', async () => {
    await start((socket, received) => {
      if (received.endsWith('two')) socket.write(emptyAnswer);
    });
    let given: Upstream | undefined;
    const outcome = exchange(
      { method: 'PUT', bodyLength: 6, timeouts: { ...patience, send: 20 } },
      (upstream) => {
        given = upstream;
        upstream.sendBody(Buffer.from('one'));
      },
    );
    // Longer than a backend may take.
    await new Promise((resolve) => setTimeout(resolve, 80));
    given?.sendBody(Buffer.from('two'));
    given?.sendEnd();
    expect((await outcome).end).toBe('complete');
  });

  test('whose body waits for a 100 that does not come fail', async () => {
    await start(() => {});
    const outcome = await exchange(
      {
        method: 'PUT',
        bodyLength: 6,
        expectContinue: true,
        timeouts: { ...patience, send: 60_000, response: 20 },
      },
      () => {},
    );
    expect(outcome.end).toBe('timeout');
  });

  test('a connection that is not made in time fails', async () => {
    const deadlines = new Deadlines(5);
    const failure = await new Promise<UpstreamFailure>((resolve) => {
      const connection = new Http1UpstreamConnection(
        { address: 'never.example', port: 80 },
        { deadlines, lookupFor: () => () => {}, onIdle() {}, onGone() {} },
      );
      const request = { ...plainRequest, timeouts: { ...patience, connect: 20 } };
      connection.send(request, {
        onInformational() {},
        onHead() {},
        onResponseBody() {},
        onResponseEnd() {},
        onTunnel() {},
        onBatchEnd: () => true,
        onRequestDrain() {},
        onFailure: resolve,
      });
    });
    deadlines.close();
    expect(failure).toBe('connect-timeout');
  });
});
