import { describe, expect, test } from 'vitest';
import { requestLimits } from './limits.ts';
import { type Http1Request, parseRequestHead } from './request-head.ts';

function parse(head: string): ReturnType<typeof parseRequestHead> {
  return parseRequestHead(head, requestLimits);
}

function parsed(head: string): Http1Request {
  const result = parse(head);
  if (result.kind === 'error') throw new Error(result.detail);
  return result;
}

/** A head with a Host and the lines given. */
function withLines(...lines: string[]): string {
  return `POST / HTTP/1.1\r\nHost: a.example\r\n${lines.map((line) => `${line}\r\n`).join('')}`;
}

const host = '\r\nHost: a.example\r\n';

describe('request lines that are refused (RFC 9112 3)', () => {
  test.each([
    ['method with a separator', `G(T / HTTP/1.1${host}`, 400],
    ['empty method', ` / HTTP/1.1${host}`, 400],
    ['method too long', `${'M'.repeat(33)} / HTTP/1.1${host}`, 501],
    ['two spaces before the target', `GET  / HTTP/1.1${host}`, 400],
    ['two spaces before the version', `GET /  HTTP/1.1${host}`, 400],
    ['space at the end', `GET / HTTP/1.1 ${host}`, 400],
    ['space at the start', ` GET / HTTP/1.1${host}`, 400],
    ['tab for a space', `GET\t/\tHTTP/1.1${host}`, 400],
    ['tab behind the version', `GET / HTTP/1.1\t${host}`, 400],
    ['space in the target', `GET /a b HTTP/1.1${host}`, 400],
    ['octet above ASCII in the target', `GET /\xe9 HTTP/1.1${host}`, 400],
    ['fragment', `GET /a#b HTTP/1.1${host}`, 400],
    ['backslash', `GET /a\\b HTTP/1.1${host}`, 400],
    ['double quote', `GET /" HTTP/1.1${host}`, 400],
    ['angle bracket', `GET /<a HTTP/1.1${host}`, 400],
    ['brace in the query', `GET /?{a} HTTP/1.1${host}`, 400],
    ['vertical bar', `GET /| HTTP/1.1${host}`, 400],
    ['caret', `GET /^ HTTP/1.1${host}`, 400],
    ['backtick', 'GET /` HTTP/1.1\r\nHost: a.example\r\n', 400],
    ['DEL', `GET /\x7f HTTP/1.1${host}`, 400],
    ['target too long', `GET /${'a'.repeat(8192)} HTTP/1.1${host}`, 414],
    ['target without a slash', `GET a HTTP/1.1${host}`, 400],
    ['other scheme', `GET ftp://a.example/ HTTP/1.1${host}`, 400],
    ['user information', `GET http://u@a.example/ HTTP/1.1${host}`, 400],
    ['absolute form without authority', `GET http:///a HTTP/1.1${host}`, 400],
    ['absolute form that differs from Host', `GET http://b.example/ HTTP/1.1${host}`, 400],
    ['authority form', `CONNECT a.example:443 HTTP/1.1${host}`, 405],
    ['authority form with another method', `GET a.example:443 HTTP/1.1${host}`, 400],
    ['asterisk with another method', `GET * HTTP/1.1${host}`, 400],
    ['TRACE', `TRACE / HTTP/1.1${host}`, 405],
    ['HTTP/1.2', `GET / HTTP/1.2${host}`, 505],
    ['HTTP/2.0', `PRI * HTTP/2.0\r\n`, 505],
    ['HTTP/0.9', `GET / HTTP/0.9${host}`, 505],
    ['lower-case version', `GET / http/1.1${host}`, 400],
    ['two-digit version', `GET / HTTP/1.10${host}`, 400],
    ['version without a minor', `GET / HTTP/1${host}`, 400],
    ['no version', `GET /${host}`, 400],
    ['another protocol', `GET / ICE/1.0${host}`, 400],
    ['RTSP', `OPTIONS * RTSP/1.0${host}`, 400],
  ])('%s', (_name, head, status) => {
    expect(parse(head)).toMatchObject({ kind: 'error', status });
  });
});

describe('request lines that are taken (RFC 9112 3)', () => {
  test.each([
    ['origin form', `GET /a?b=c?d HTTP/1.1${host}`, { method: 'GET', path: '/a', query: '?b=c?d' }],
    ['unknown method', `BREW /pot HTTP/1.1${host}`, { method: 'BREW', path: '/pot' }],
    ['lower-case method is another one', `get / HTTP/1.1${host}`, { method: 'get' }],
    [
      'absolute form',
      `GET http://a.example/x?y HTTP/1.1${host}`,
      { authority: 'a.example', path: '/x', query: '?y' },
    ],
    [
      'absolute form, default port and case',
      `GET HTTP://A.example:80/ HTTP/1.1${host}`,
      { authority: 'A.example:80' },
    ],
    ['absolute form without a path', `GET http://a.example?y HTTP/1.1${host}`, { path: '/', query: '?y' }],
    ['asterisk', `OPTIONS * HTTP/1.1${host}`, { path: '*', query: '' }],
    ['absolute asterisk', `OPTIONS http://a.example HTTP/1.1${host}`, { path: '*' }],
    ['longest method', `${'M'.repeat(32)} / HTTP/1.1${host}`, { method: 'M'.repeat(32) }],
    ['longest target', `GET /${'a'.repeat(8191)} HTTP/1.1${host}`, { path: `/${'a'.repeat(8191)}` }],
    [
      'HTTP/1.0 without Host',
      'GET / HTTP/1.0\r\n',
      { authority: '', protocol: 'HTTP/1.0', keepAlive: false },
    ],
    ['HTTP/1.0 is never kept', 'GET / HTTP/1.0\r\nConnection: keep-alive\r\n', { keepAlive: false }],
    ['HTTP/1.1 is', `GET / HTTP/1.1${host}`, { keepAlive: true, protocol: 'HTTP/1.1' }],
    ['an empty Host', 'GET / HTTP/1.1\r\nHost:\r\n', { authority: '' }],
  ])('%s', (_name, head, request) => {
    expect(parse(head)).toMatchObject({ kind: 'request', ...request });
  });
});

describe('header sections that are refused (RFC 9112 2.2, 5; RFC 9110 5.5, 7.2)', () => {
  test.each([
    ['bare LF', `GET / HTTP/1.1\nHost: a.example\r\n`, 400],
    ['bare LF between lines', `${withLines()}A: b\nC: d\r\n`, 400],
    ['bare CR', withLines('A: b\rC: d'), 400],
    ['CR CR LF', `${withLines('A: b')}\r\r\n`, 400],
    ['space before the first line', 'GET / HTTP/1.1\r\n Host: a.example\r\n', 400],
    ['folded line', withLines('A: b', ' c'), 400],
    ['line folded with a tab', withLines('A: b', '\tc'), 400],
    ['space before the colon', withLines('A : b'), 400],
    ['tab before the colon', withLines('Transfer-Encoding\t: chunked'), 400],
    ['no colon', withLines('A'), 400],
    ['empty name', withLines(': b'), 400],
    ['separator in a name', withLines('A(b): c'), 400],
    ['octet above ASCII in a name', withLines('\xe9: c'), 400],
    ['NUL in a value', withLines('A: b\0c'), 400],
    ['control in a value', withLines('A: b\x01c'), 400],
    ['DEL in a value', withLines('A: b\x7fc'), 400],
    ['no Host', 'GET / HTTP/1.1\r\nA: b\r\n', 400],
    ['two Hosts', withLines('Host: a.example'), 400],
    ['too many lines', withLines(...Array.from({ length: 128 }, (_, i) => `A${i}: b`)), 431],
    ['line too long', withLines(`A: ${'b'.repeat(16_384)}`), 431],
    ['a Connection option that is no token', withLines('Connection: a b'), 400],
    ['too many Connection options', withLines(`Connection: ${'a,'.repeat(65)}`), 400],
    ['an expectation we do not know', withLines('Content-Length: 1', 'Expect: a cake'), 417],
  ])('%s', (_name, head, status) => {
    expect(parse(head)).toMatchObject({ kind: 'error', status });
  });
});

describe('header sections that are taken (RFC 9110 5, 7.6.1)', () => {
  test('values lose SP and HTAB at their ends, and nothing else', () => {
    const { headers } = parsed(withLines('A: \t b \tc\t ', 'B:\xa0d\x85', 'C:', 'D: '));
    expect(headers).toEqual(['A', 'b \tc', 'B', '\xa0d\x85', 'C', '', 'D', '']);
  });

  test('names keep their case, lines their order, and repeated lines stay apart', () => {
    const { headers } = parsed(withLines('Cookie: a', 'X-b: 1', 'cookie: c'));
    expect(headers).toEqual(['Cookie', 'a', 'X-b', '1', 'cookie', 'c']);
  });

  test('the most lines there may be', () => {
    const lines = Array.from({ length: 127 }, (_, i) => `A${i}: b`);
    expect(parsed(withLines(...lines)).headers).toHaveLength(254);
  });

  test.each([
    'Keep-Alive: 5',
    'Proxy-Connection: close',
    'Proxy-Authenticate: Basic',
    'Proxy-Authorization: Basic eA==',
    'TE: trailers',
    'Trailer: A',
    'Transfer-Encoding: chunked',
    'Content-Length: 3',
    'Upgrade: websocket',
    'HTTP2-Settings: AA',
    'Connection: close',
  ])('a hop keeps to itself: %s', (line) => {
    expect(parsed(withLines(line, 'A: b')).headers).toEqual(['A', 'b']);
  });

  test('Connection takes away what it names, on any of its lines', () => {
    const head = withLines('Connection: a, ,B', 'A: 1', 'b: 2', 'connection: c', 'C: 3', 'D: 4');
    expect(parsed(head).headers).toEqual(['D', '4']);
  });

  test('naming framing fields or Host in Connection changes neither', () => {
    const request = parsed(withLines('Connection: host, content-length', 'Content-Length: 5'));
    expect(request).toMatchObject({ authority: 'a.example', bodyLength: 5 });
  });

  test.each([
    ['Connection: close', false],
    ['Connection: Close', false],
    ['Connection: keep-alive, close', false],
    ['Connection: keep-alive', true],
  ])('%s: kept is %s', (line, keepAlive) => {
    expect(parsed(withLines(line)).keepAlive).toBe(keepAlive);
  });

  test.each([
    ['HTTP/1.1 with a body', withLines('Content-Length: 1', 'Expect: 100-Continue'), true],
    ['HTTP/1.1 without', withLines('Expect: 100-continue'), false],
    ['HTTP/1.0', 'POST / HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n', false],
  ])('Expect, %s', (_name, head, expected) => {
    const request = parsed(head);
    expect(request.expectContinue).toBe(expected);
    expect(request.headers).toEqual([]);
  });
});

describe('framing of requests (RFC 9112 6)', () => {
  test.each([
    ['nothing announced', [], 0],
    ['a length', ['Content-Length: 42'], 42],
    ['leading zeros', ['Content-Length: 0042'], 42],
    ['zero', ['Content-Length: 0'], 0],
    ['the largest length', ['Content-Length: 9007199254740991'], 9_007_199_254_740_991],
    ['chunked', ['Transfer-Encoding: chunked'], -1],
    ['chunked in another case', ['Transfer-Encoding:  ChunKed '], -1],
  ])('%s', (_name, lines, bodyLength) => {
    expect(parsed(withLines(...lines))).toMatchObject({ bodyLength, chunked: bodyLength === -1 });
  });

  test.each([
    ['sign', ['Content-Length: +5'], 400],
    ['minus', ['Content-Length: -5'], 400],
    ['hexadecimal', ['Content-Length: 0x5'], 400],
    ['underscore', ['Content-Length: 1_0'], 400],
    ['inner space', ['Content-Length: 4 2'], 400],
    ['empty', ['Content-Length:'], 400],
    ['decimal point', ['Content-Length: 5.0'], 400],
    ['exponent', ['Content-Length: 1e3'], 400],
    ['other digits', ['Content-Length: \xb2'], 400],
    ['beyond what a number holds', ['Content-Length: 9007199254740992'], 400],
    ['far beyond', [`Content-Length: ${'9'.repeat(400)}`], 400],
    ['two that differ', ['Content-Length: 5', 'Content-Length: 6'], 400],
    ['two that are equal', ['Content-Length: 5', 'Content-Length: 5'], 400],
    ['list', ['Content-Length: 5, 5'], 400],
    ['with Transfer-Encoding', ['Content-Length: 5', 'Transfer-Encoding: chunked'], 400],
    ['with an empty Transfer-Encoding', ['Transfer-Encoding:', 'Content-Length: 5'], 400],
    ['chunked before another coding', ['Transfer-Encoding: chunked, gzip'], 400],
    ['known coding, then chunked', ['Transfer-Encoding: gzip, chunked'], 501],
    ['known coding', ['Transfer-Encoding: gzip'], 501],
    ['unknown coding', ['Transfer-Encoding: pigeons'], 501],
    ['identity', ['Transfer-Encoding: identity'], 501],
    ['nearly chunked', ['Transfer-Encoding: xchunked'], 501],
    ['chunked twice in one word', ['Transfer-Encoding: chunkedchunked'], 501],
    ['chunked twice', ['Transfer-Encoding: chunked, chunked'], 400],
    ['two lines', ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], 400],
    ['comma before', ['Transfer-Encoding: ,chunked'], 400],
    ['comma behind', ['Transfer-Encoding: chunked,'], 400],
    ['parameter', ['Transfer-Encoding: chunked;q=1'], 400],
    ['quoted', ['Transfer-Encoding: "chunked"'], 400],
    ['empty', ['Transfer-Encoding:'], 400],
    ['vertical tab', ['Transfer-Encoding: \x0bchunked'], 400],
    ['form feed', ['Transfer-Encoding: chunked\x0c'], 400],
    ['next line', ['Transfer-Encoding: chunked\x85'], 400],
    ['no-break space', ['Transfer-Encoding: \xa0chunked'], 400],
  ])('refuses: %s', (_name, lines, status) => {
    expect(parse(withLines(...lines))).toMatchObject({ kind: 'error', status });
  });

  test('refuses Transfer-Encoding in HTTP/1.0', () => {
    expect(parse('POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n')).toMatchObject({ status: 400 });
  });
});

describe('asking for another protocol (RFC 9110 7.8)', () => {
  const asks = (...lines: string[]): string | undefined =>
    parsed(`GET / HTTP/1.1${host}${lines.map((line) => `${line}\r\n`).join('')}`).upgrade;

  test.each([
    ['WebSocket', ['Connection: Upgrade', 'Upgrade: WebSocket'], 'websocket'],
    ['among other options', ['Connection: keep-alive, upgrade', 'Upgrade: websocket'], 'websocket'],
    ['not in Connection', ['Upgrade: websocket'], undefined],
    ['h2c', ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AA'], undefined],
    ['HTTP/2.0', ['Connection: Upgrade', 'Upgrade: HTTP/2.0'], undefined],
    ['TLS', ['Connection: Upgrade', 'Upgrade: TLS/1.2'], undefined],
    ['a list', ['Connection: Upgrade', 'Upgrade: websocket, h2c'], undefined],
    ['two lines', ['Connection: Upgrade', 'Upgrade: websocket', 'Upgrade: h2c'], undefined],
    ['with a body', ['Connection: Upgrade', 'Upgrade: websocket', 'Content-Length: 1'], undefined],
  ])('%s', (_name, lines, expected) => {
    expect(asks(...lines)).toBe(expected);
  });

  test('HTTP/1.0 cannot', () => {
    const head = 'GET / HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
    expect(parsed(head).upgrade).toBeUndefined();
  });
});
