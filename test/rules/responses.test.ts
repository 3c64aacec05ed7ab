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
const ok = 'HTTP/1.1 200 OK\r\n';
const none = 'Content-Length: 0\r\n\r\n';

/** What a client gets that asks once, when the backend answers these bytes. */
async function answered(bytes: string, bytesOfRequest = get('/', close)): Promise<string> {
  const bench = await start({ backend: answers(bytes) });
  return bench.ask(bytesOfRequest);
}

describe('a response that is refused', () => {
  test.each([
    ['rule 74: two spaces before the status', `HTTP/1.1  200 OK\r\n${none}`],
    ['rule 74: a status of one digit', `HTTP/1.1 2 OK\r\n${none}`],
    ['rule 74: a status of four digits', `HTTP/1.1 2000 OK\r\n${none}`],
    ['rule 74: a status from 600 on', `HTTP/1.1 600 OK\r\n${none}`],
    ['rule 74: a status below 100', `HTTP/1.1 099 OK\r\n${none}`],
    ['rule 74: a tab after the version', `HTTP/1.1\t200 OK\r\n${none}`],
    ['rule 74: another version', `HTTP/2.0 200 OK\r\n${none}`],
    ['rule 74: no HTTP at all', 'SSH-2.0-x\r\n\r\n'],
    ['rule 75: a control in the reason phrase', `HTTP/1.1 200 O\x01K\r\n${none}`],
    ['rule 76: more than 16 interim responses', `${'HTTP/1.1 103 Hints\r\n\r\n'.repeat(17)}${ok}${none}`],
    ['rule 82: a length that is none', `${ok}Content-Length: 5x\r\n\r\nhello`],
    ['rule 82: lengths that differ', `${ok}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`],
    [
      'rule 83: a length and a transfer coding',
      `${ok}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['rule 84: a coding after chunked', `${ok}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`],
    ['rule 84: a coding that is not known', `${ok}Transfer-Encoding: pigeons\r\n\r\nhello`],
    [
      'rule 87: a transfer coding in HTTP/1.0',
      'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['rule 88: a line that ends with LF alone', 'HTTP/1.1 200 OK\nContent-Length: 0\n\n\r\n\r\n'],
    ['rule 88: a bare CR', `${ok}X: a\rb\r\n${none}`],
    ['rule 88: a folded line', `${ok}X: a\r\n b\r\n${none}`],
    ['rule 88: space before the colon', `${ok}X : a\r\n${none}`],
    ['rule 88: a name that is none', `${ok}X Y: a\r\n${none}`],
    ['rule 88: NUL in a value', `${ok}X: a\0b\r\n${none}`],
    ['rule 88: a head without end', `${ok}X: ${'x'.repeat(70_000)}`],
  ])('%s', async (_rule, bytes) => {
    const bench = await start({ backend: answers(bytes) });
    const client = await bench.connect();
    for (const count of [1, 2]) {
      client.send(get('/'));
      const received = await client.until('502 Bad Gateway\n'.repeat(1));
      expect(received.match(/HTTP\/1\.1 502 /g)?.length).toBeGreaterThanOrEqual(1);
      await expect.poll(() => client.received.match(/HTTP\/1\.1 502 /g)?.length).toBe(count);
      await bench.logs('502 UpstreamProtocolError');
    }
    // The connection whose framing is in doubt is not used again.
    expect(bench.seen).toHaveLength(2);
  });
});

describe('a response', () => {
  test('rule 75: a reason phrase may be empty or missing, and ours goes on', async () => {
    expect(await answered(`HTTP/1.1 200 \r\n${none}`)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(await answered(`HTTP/1.1 200\r\n${none}`)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(await answered(`HTTP/1.1 200 Gr\xfcn\r\n${none}`)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  test('rule 76: interim responses go on, but not to HTTP/1.0, and the final one comes last', async () => {
    const bytes = `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${ok}${none}`;
    const received = await answered(bytes);
    expect(received).toMatch(/^HTTP\/1\.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    const old = await answered(bytes, 'GET / HTTP/1.0\r\nHost: a.example\r\n\r\n');
    expect(old).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  test('rule 77: one to HEAD has no body, whatever it says, and keeps its length', async () => {
    const bench = await start({ backend: answers(`${ok}Content-Length: 99\r\n\r\n`) });
    const received = await bench.ask(request('HEAD', '/', []) + request('HEAD', '/', [close]));
    expect(received.match(/Content-Length: 99\r\n/g)).toHaveLength(2);
    expect(received).toMatch(/\r\n\r\nHTTP.*\r\n\r\n$/s);
    expect(bench.seen).toHaveLength(1);
  });

  test('rule 78: 204 and 304 have no body; the length of a 204 is dropped', async () => {
    const empty = await answered('HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n');
    expect(empty).not.toMatch(/content-length|transfer-encoding/i);
    const same = await answered('HTTP/1.1 304 Same\r\nContent-Length: 5\r\n\r\n');
    expect(same).toMatch(/Content-Length: 5\r\n.*\r\n\r\n$/s);
  });

  test('rule 79: a 205 has no body; one that comes is dropped with its connection', async () => {
    const bench = await start({ backend: answers('HTTP/1.1 205 Reset\r\nContent-Length: 4\r\n\r\nbody') });
    const received = await bench.ask(get('/') + get('/', close));
    expect(received.match(/HTTP\/1\.1 205 /g)).toHaveLength(2);
    expect(received).not.toContain('body');
    expect(bench.seen).toHaveLength(2);
  });

  test('rule 80: bytes on an idle connection never become a response', async () => {
    const bench = await start({
      backend: (socket, received, index) => {
        if (!received.endsWith('\r\n\r\n')) return;
        socket.write(`${ok}Content-Length: 1\r\n\r\n${index}`);
        setImmediate(() => socket.write(`${ok}Content-Length: 8\r\n\r\npoisoned`));
      },
    });
    const client = await bench.connect();
    client.send(get('/'));
    await client.until('\r\n\r\n0');
    await expect.poll(() => bench.upstreamConnections).toBe(0);
    client.send(get('/', close));
    expect(await client.untilEnd()).toMatch(/\r\n\r\n1$/);
    expect(client.received).not.toContain('poisoned');
  });

  test('rule 81: bytes behind a response end its connection', async () => {
    const bench = await start({ backend: answers(`${ok}Content-Length: 4\r\n\r\nfine${ok}${none}`) });
    const received = await bench.ask(get('/') + get('/', close));
    expect(received.match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
    expect(bench.seen).toHaveLength(2);
  });

  test('rule 85: one that ends with its connection goes on in chunks, or to the end for HTTP/1.0', async () => {
    const bench = await start({ backend: answers(`${ok}\r\nhello`, 'end') });
    expect(await bench.ask(get('/', close))).toMatch(
      /Transfer-Encoding: chunked.*\r\n\r\n5\r\nhello\r\n0\r\n\r\n$/s,
    );
    expect(await bench.ask('GET / HTTP/1.0\r\nHost: a.example\r\n\r\n')).toMatch(/\r\n\r\nhello$/);
  });

  test('rule 85: one that ends with a reset is broken off', async () => {
    const bench = await start({ backend: answers(`${ok}\r\nhello`, 'reset') });
    expect(await bench.ask(get('/', close))).not.toMatch(/\r\n0\r\n\r\n$/);
    await bench.logs('200 UpstreamReset');
  });

  test('rule 86: one that ends before it is whole is broken off', async () => {
    const bench = await start({ backend: answers(`${ok}Content-Length: 9\r\n\r\nhello`, 'end') });
    expect(await bench.ask(get('/'))).toMatch(/Content-Length: 9\r\n.*hello$/s);
    await bench.logs('200 UpstreamReset');
    const chunked = await start({
      backend: answers(`${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`, 'end'),
    });
    expect(await chunked.ask(get('/'))).toMatch(/5\r\nhello\r\n$/);
  });

  test('rule 86: one that ends before its head is whole is a 502', async () => {
    const bench = await start({ backend: answers('HTTP/1.1 200 OK\r\nContent-', 'end') });
    expect(await bench.ask(get('/', close))).toMatch(/^HTTP\/1\.1 502 /);
    await bench.logs('502 UpstreamReset');
  });

  test('rule 87: the connection of an HTTP/1.0 backend is kept only where it says so', async () => {
    const bench = await start({ backend: answers(`HTTP/1.0 200 OK\r\n${none}`) });
    await bench.ask(get('/') + get('/', close));
    expect(bench.seen).toHaveLength(2);
    const kept = await start({ backend: answers(`HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n${none}`) });
    await kept.ask(get('/') + get('/', close));
    expect(kept.seen).toHaveLength(1);
  });

  test('rule 89: what a client sends never becomes a line or a tag of an answer of ours', async () => {
    const bench = await start({ policies: { sslRedirect: { status: 308 } } });
    const received = await bench.ask(get('/%0d%0aSet-Cookie:a?%0d%0a<x>'.replace(/[<>]/g, ''), close));
    expect(received).not.toMatch(/\r\nSet-Cookie/);
    const refused = await bench.ask(get('/<script>'));
    expect(refused).not.toContain('script');
  });
});
