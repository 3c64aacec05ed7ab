import { afterEach, describe, expect, test } from 'vitest';
import { answers, get, RuleBench, type RuleOptions, request } from './rule-bench.test-support.ts';

const open: RuleBench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.close()));
});

async function start(options?: RuleOptions): Promise<RuleBench> {
  const bench = await RuleBench.start(options);
  open.push(bench);
  return bench;
}

const close = 'Connection: close';
const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
const handshake = ['Connection: Upgrade', 'Upgrade: websocket', key, 'Sec-WebSocket-Version: 13'];

describe('fields of one hop', () => {
  test('rule 58: Connection takes the fields it names along, over all its lines', async () => {
    const bench = await start();
    const { seen } = await bench.forwards(
      get('/', 'Connection: close, X-A', 'Connection: x-b', 'X-A: 1', 'X-B: 2', 'X-C: 3'),
    );
    expect(seen).not.toMatch(/x-[ab]: /i);
    expect(seen).toContain('\r\nX-C: 3\r\n');
    expect(seen).not.toMatch(/\r\nConnection:/);
    await bench.refuses(get('/', 'Connection: a b'), 400);
  });

  test('rule 59: naming Host, framing or our own fields in Connection removes none of them', async () => {
    const bench = await start();
    const named = 'Connection: close, Host, Content-Length, X-Forwarded-For, X-Real-IP';
    const { seen } = await bench.forwards(request('POST', '/', [named, 'Content-Length: 5'], 'hello'));
    expect(seen).toContain('\r\nHost: a.example\r\n');
    expect(seen).toContain('\r\nContent-Length: 5\r\n');
    expect(seen).toContain('\r\nX-Forwarded-For: 127.0.0.1\r\n');
    expect(seen).toContain('\r\nX-Real-IP: 127.0.0.1\r\n');
  });

  test('rule 60: fields of one hop stay behind, in both directions', async () => {
    const names = [
      'Keep-Alive',
      'Proxy-Connection',
      'Proxy-Authenticate',
      'Proxy-Authorization',
      'Trailer',
      'HTTP2-Settings',
    ];
    const lines = names.map((name) => `${name}: x`);
    const bench = await start({
      backend: answers(`HTTP/1.1 200 OK\r\n${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`),
    });
    const { seen, answer } = await bench.forwards(get('/', ...lines, 'TE: gzip', close));
    for (const name of [...names, 'TE']) {
      expect(seen).not.toContain(`\r\n${name}:`);
      expect(answer).not.toContain(`\r\n${name}:`);
    }
  });

  test('rule 61: a backend hears of TE only where the client takes trailers', async () => {
    const bench = await start();
    const { seen } = await bench.forwards(get('/', 'TE: gzip, trailers', 'Connection: TE, close'));
    expect(seen).toContain('\r\nTE: trailers\r\nConnection: TE\r\n');
  });

  test('rule 62: what follows a request that says close is not acted on', async () => {
    const bench = await start();
    const { seen, answer } = await bench.forwards(get('/', close) + get('/smuggled'));
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(answer).toContain('\r\nConnection: close\r\n');
    expect(seen).not.toContain('smuggled');
  });

  test('rule 63: an HTTP/1.0 connection ends with its answer, whatever it asks', async () => {
    const bench = await start();
    const answer = await bench.ask('GET / HTTP/1.0\r\nHost: a.example\r\nConnection: keep-alive\r\n\r\n');
    expect(answer).toContain('\r\nConnection: close\r\n');
    expect(answer).toMatch(/fine$/);
  });
});

describe('trailers', () => {
  const trailers =
    'X-Sum: 1\r\nAuthorization: x\r\nContent-Length: 9\r\nX-Forwarded-For: 9\r\nSet-Cookie: a\r\nX-Hop: 1\r\n';
  const backend = answers(
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: X-Hop\r\n\r\n2\r\nhi\r\n0\r\n${trailers}\r\n`,
  );

  test('rule 56: those of a response go on to a client that takes them, but for fields that belong to a head', async () => {
    const bench = await start({ backend });
    const answer = await bench.ask(get('/', 'TE: trailers', 'Connection: TE, close'));
    expect(answer).toMatch(/\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n$/);
  });

  test('rule 56: those of a response stay behind where the client does not take them', async () => {
    const bench = await start({ backend });
    expect(await bench.ask(get('/', close))).toMatch(/\r\n\r\n2\r\nhi\r\n0\r\n\r\n$/);
  });

  test('rule 56: those of a request go on, and never become fields of its head', async () => {
    const bench = await start({
      backend: (socket, received) => {
        if (received.includes('\r\n0\r\n')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      },
    });
    const body = `2\r\nhi\r\n0\r\n${trailers}\r\n`;
    const { seen } = await bench.forwards(
      request('POST', '/', ['Transfer-Encoding: chunked', 'Connection: close, x-hop'], body),
    );
    expect(seen).toMatch(/\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n$/);
  });

  test('rule 56: a route with rules for fields passes none, since they could not be kept', async () => {
    const bench = await start({ backend, policies: { headers: { response: { remove: ['X-Sum'] } } } });
    const answer = await bench.ask(get('/', 'TE: trailers', 'Connection: TE, close'));
    expect(answer).toMatch(/\r\n0\r\n\r\n$/);
  });
});

describe('upgrades', () => {
  const switches: RuleOptions['backend'] = (socket, received) => {
    const head = received.endsWith('\r\n\r\n');
    if (head) socket.write('HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    else socket.end('echo');
  };

  test('rule 64: the handshake of a WebSocket goes on in lines of our own', async () => {
    const bench = await start({ backend: switches });
    const client = await bench.connect();
    client.send(get('/', ...handshake));
    expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 101 /);
    client.send('frame');
    expect(await client.untilEnd()).toMatch(/echo$/);
    expect(bench.seen.join('')).toContain('\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nframe');
  });

  test.each([
    ['no key', ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']],
    [
      'a key that is none',
      [...handshake.slice(0, 2), 'Sec-WebSocket-Key: short', 'Sec-WebSocket-Version: 13'],
    ],
    [
      'a key that is no 16 bytes',
      [...handshake.slice(0, 2), `${key.slice(0, -3)}R==`, 'Sec-WebSocket-Version: 13'],
    ],
    ['two keys', [...handshake, key]],
    ['no version', handshake.slice(0, 3)],
  ])('rule 64: a handshake with %s is refused', async (_what, lines) => {
    const bench = await start();
    await bench.refusesQuietly(get('/', ...lines), '400 BadRequest');
  });

  test('rule 64: only GET asks for a WebSocket', async () => {
    const bench = await start();
    await bench.refusesQuietly(request('PUT', '/', handshake), '400 BadRequest');
  });

  test('rule 64: another version is answered with 426, and the version we take', async () => {
    const bench = await start();
    const lines = [...handshake.slice(0, 3), 'Sec-WebSocket-Version: 8'];
    const answer = await bench.refusesQuietly(get('/', ...lines), '426 UpgradeRequired');
    expect(answer).toContain('\r\nSec-WebSocket-Version: 13\r\n');
  });

  test.each(['h2c', 'HTTP/2.0', 'TLS/1.2', 'websocket, h2c'])(
    'rule 65: an upgrade to %s is left out',
    async (protocol) => {
      const bench = await start();
      const { seen, answer } = await bench.forwards(
        get('/', 'Connection: Upgrade, HTTP2-Settings, close', `Upgrade: ${protocol}`, 'HTTP2-Settings: AA'),
      );
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(seen).not.toMatch(/upgrade|http2/i);
    },
  );

  test('rule 66: other protocols become a tunnel where the backend agrees', async () => {
    const bench = await start();
    const { seen } = await bench.forwards(get('/', 'Connection: Upgrade, close', 'Upgrade: tcp'));
    expect(seen).toContain('\r\nUpgrade: tcp\r\n');
  });

  test('rule 67: HTTP/1.0 has no upgrade', async () => {
    const bench = await start();
    const lines = handshake.map((line) => `${line}\r\n`).join('');
    const { seen } = await bench.forwards(`GET / HTTP/1.0\r\nHost: a.example\r\n${lines}\r\n`);
    expect(seen).not.toMatch(/\r\nUpgrade:/);
  });

  test.each([
    ['nobody asked for', [close]],
    ['of another protocol', ['Connection: Upgrade', 'Upgrade: tcp']],
  ])('rule 68: a 101 %s is a failure of the backend', async (_what, lines) => {
    const bench = await start({
      backend: answers('HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
    });
    const client = await bench.connect();
    client.send(get('/', ...lines));
    expect(await client.until('502 Bad Gateway\n')).toMatch(/^HTTP\/1\.1 502 /);
    await bench.logs('502 UpstreamProtocolError');
  });

  test('rule 69: bytes after a request for a tunnel wait for the 101, and are no request after another answer', async () => {
    const bench = await start();
    const client = await bench.connect();
    client.send(get('/', ...handshake) + get('/smuggled'));
    const answer = await client.untilEnd();
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(bench.seen.join('')).not.toContain('smuggled');
  });
});

describe('Expect, Max-Forwards, TRACE', () => {
  const post = (lines: readonly string[]): string => request('POST', '/', ['Content-Length: 5', ...lines]);

  test('rule 70: an expectation goes on to the backend, and its 100 comes back before the body is sent', async () => {
    const bench = await start({
      backend: (socket, received) => {
        if (received.endsWith('hello')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
        else socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      },
    });
    const client = await bench.connect();
    client.send(post(['Expect: 100-continue', close]));
    expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 100 /);
    expect(bench.seen.join('')).toContain('\r\nExpect: 100-continue\r\n');
    client.send('hello');
    expect(await client.untilEnd()).toContain('HTTP/1.1 200 ');
  });

  test('rule 70: other expectations are refused; without a body, or in HTTP/1.0, there is none', async () => {
    const bench = await start();
    await bench.refusesAtOnce(post(['Expect: tea']), 417, 'ExpectationFailed');
    const { seen } = await bench.forwards(get('/', 'Expect: 100-continue', close));
    expect(seen).not.toMatch(/expect/i);
    await bench.forwards('GET /old HTTP/1.0\r\nHost: a.example\r\nExpect: tea\r\n\r\n');
    expect(bench.seen.join('')).toContain('GET /old ');
  });

  test('rule 71: a final answer in place of the 100 goes on, and ends the connection with the body unread', async () => {
    const bench = await start({
      backend: (socket) => socket.write('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n'),
    });
    const client = await bench.connect();
    client.send(post(['Expect: 100-continue']));
    const answer = await client.untilEnd();
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).toContain('\r\nConnection: close\r\n');
    client.send(`hello${get('/smuggled')}`);
    await bench.logs('403');
    expect(bench.seen.join('')).not.toContain('smuggled');
  });

  test('rule 72: Max-Forwards is counted down on OPTIONS, and answered at 0', async () => {
    const bench = await start();
    const { seen } = await bench.forwards(request('OPTIONS', '/', ['Max-Forwards: 3', close]));
    expect(seen).toContain('\r\nMax-Forwards: 2\r\n');
    const answer = await bench.ask(request('OPTIONS', '/last', ['Max-Forwards: 0', close]));
    expect(answer).toMatch(/^HTTP\/1\.1 204 /);
    expect(bench.seen.join('')).not.toContain('/last');
  });

  test('rule 73: TRACE is not offered', async () => {
    const bench = await start();
    await bench.refusesAtOnce(request('TRACE', '/', ['Cookie: secret']), 405, 'MethodNotAllowed');
  });
});
