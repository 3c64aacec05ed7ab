import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { get, RuleBench, request } from './rule-bench.test-support.ts';

let bench: RuleBench;
beforeEach(async () => {
  bench = await RuleBench.start();
});
afterEach(() => bench.close());

const host = 'Host: a.example\r\n';

describe('the request line', () => {
  test('rule 1: up to four empty lines before a request are skipped, more or bare LF are refused', async () => {
    const { seen } = await bench.forwards(`\r\n\r\n\r\n\r\n${get('/', 'Connection: close')}`);
    expect(seen).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    await bench.refuses('\r\n'.repeat(5), 400);
    await bench.refuses('\n', 400);
  });

  test('rule 2: any token is a method; what is none is refused, and so is one longer than 32', async () => {
    const { seen } = await bench.forwards(request("M-SEARCH!#'", '/', ['Connection: close']));
    expect(seen).toMatch(/^M-SEARCH!#' \/ HTTP/);
    await bench.refuses(`G(T / HTTP/1.1\r\n${host}\r\n`, 400);
    await bench.refuses(request('M'.repeat(33), '/', []), 501, 'NotImplemented');
  });

  test.each([
    'GET  / HTTP/1.1',
    'GET /  HTTP/1.1',
    ' GET / HTTP/1.1',
    'GET\t/ HTTP/1.1',
    'GET / HTTP/1.1 ',
    'GET / x HTTP/1.1',
  ])('rule 3: parts of the request line stand one space apart: %j', async (line) => {
    await bench.refusesAtOnce(`${line}\r\n${host}\r\n`, 400);
  });

  test.each(['"', '<', '>', '\\', '^', '`', '{', '}', '|', '#', '\x7f', '\x80', '\xe9', '\x01'])(
    'rule 4: a target does not hold %j',
    async (octet) => {
      await bench.refusesAtOnce(request('GET', `/a${octet}b`, []), 400);
    },
  );

  test('rule 5: a target longer than the limit is refused, also while it comes', async () => {
    await bench.refusesAtOnce(request('GET', `/${'a'.repeat(8192)}`, []), 414, 'UriTooLong');
    const client = await bench.connect();
    client.send(`GET /${'a'.repeat(40_000)}`);
    expect(await client.untilEnd()).toMatch(/^HTTP\/1\.1 414 /);
  });

  test.each(['a', 'a.example', 'a.example/x', '../x', 'ftp://a.example/', 'http:/a.example/', '?q'])(
    'rule 6: a target of another form is refused: %s',
    async (target) => {
      await bench.refusesAtOnce(request('GET', target, []), 400);
    },
  );

  test('rule 7: the absolute form is taken, and goes on as a path', async () => {
    const { seen } = await bench.forwards(request('GET', 'http://a.example?q=1', ['Connection: close']));
    expect(seen).toMatch(/^GET \/\?q=1 HTTP\/1\.1\r\nHost: a\.example\r\n/);
    await bench.refuses(request('GET', 'http://user@a.example/', []), 400);
    await bench.refuses(request('GET', 'http:///x', []), 400);
  });

  test('rule 8: an absolute form and a Host that differ are refused, but for case and a default port', async () => {
    const { answer } = await bench.forwards(request('GET', 'http://A.example:80/', ['Connection: close']));
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    await bench.refuses(request('GET', 'http://b.example/', []), 400);
    await bench.refuses(request('GET', 'http://a.example:81/', []), 400);
  });

  test('rule 9: CONNECT is not offered, and its form belongs to no other method', async () => {
    await bench.refusesAtOnce(`CONNECT a.example:443 HTTP/1.1\r\n${host}\r\n`, 405, 'MethodNotAllowed');
    await bench.refusesAtOnce(request('GET', 'a.example:443', []), 400);
  });

  test('rule 10: OPTIONS * is answered here, and * belongs to no other method', async () => {
    const answer = await bench.ask(request('OPTIONS', '*', ['Connection: close']));
    expect(answer).toMatch(/^HTTP\/1\.1 204 /);
    const absolute = await bench.ask(request('OPTIONS', 'http://a.example', ['Connection: close']));
    expect(absolute).toMatch(/^HTTP\/1\.1 204 /);
    await bench.refusesAtOnce(request('GET', '*', []), 400);
  });

  test.each([
    ['HTTP/1.2', 505, 'VersionNotSupported'],
    ['HTTP/2.0', 505, 'VersionNotSupported'],
    ['HTTP/0.9', 505, 'VersionNotSupported'],
    ['http/1.1', 400, 'BadRequest'],
    ['HTTP/1.01', 400, 'BadRequest'],
    ['HTTP/1,1', 400, 'BadRequest'],
  ])('rule 11: a version is HTTP/1.0 or HTTP/1.1, not %s', async (version, status, reason) => {
    await bench.refusesAtOnce(`GET / ${version}\r\n${host}\r\n`, status, reason);
  });

  test('rule 12: a request without a version is refused', async () => {
    await bench.refusesAtOnce('GET /\r\n', 400);
    await bench.refusesAtOnce('GET /\r\n\r\n', 400);
  });

  test('rule 13: the preface of HTTP/2 is refused', async () => {
    await bench.refusesAtOnce('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505, 'VersionNotSupported');
  });

  test.each(['ICE/1.0', 'RTSP/1.0', 'SIP/2.0'])('rule 14: %s is another protocol', async (version) => {
    await bench.refusesAtOnce(`GET / ${version}\r\n${host}\r\n`, 400);
  });

  test('rule 15: a TLS record on a plain port is refused', async () => {
    await bench.refusesAtOnce('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400);
  });

  test('rule 16: the request line that goes on is our own', async () => {
    const { seen } = await bench.forwards(`GET http://a.example/./a?b HTTP/1.0\r\n${host}\r\n`);
    expect(seen).toMatch(/^GET \/a\?b HTTP\/1\.1\r\n/);
  });
});
