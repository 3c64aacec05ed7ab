import { describe, expect, test } from 'vitest';
import { responseLimits } from './limits.ts';
import { parseResponseHead } from './response-head.ts';

function parse(head: string, method = 'GET'): ReturnType<typeof parseResponseHead> {
  return parseResponseHead(head, method, responseLimits);
}

function response(status: number, ...lines: string[]): string {
  return `HTTP/1.1 ${status} Any\r\n${lines.map((line) => `${line}\r\n`).join('')}`;
}

describe('status lines (RFC 9112 4)', () => {
  test.each([
    ['usual', 'HTTP/1.1 200 OK\r\n', 200],
    ['HTTP/1.0', 'HTTP/1.0 404 Not Found\r\n', 404],
    ['empty reason', 'HTTP/1.1 200 \r\n', 200],
    ['no reason and no space', 'HTTP/1.1 200\r\n', 200],
    ['octets above ASCII in the reason', 'HTTP/1.1 200 gr\xfcn\r\n', 200],
    ['status without a name', 'HTTP/1.1 599 \r\n', 599],
  ])('taken: %s', (_name, head, status) => {
    expect(parse(head)).toMatchObject({ kind: 'response', status });
  });

  test.each([
    ['two spaces', 'HTTP/1.1  200 OK\r\n'],
    ['one digit', 'HTTP/1.1 2 OK\r\n'],
    ['four digits', 'HTTP/1.1 2000 OK\r\n'],
    ['tab', 'HTTP/1.1\t200 OK\r\n'],
    ['below 100', 'HTTP/1.1 099 No\r\n'],
    ['above 599', 'HTTP/1.1 600 No\r\n'],
    ['HTTP/2', 'HTTP/2.0 200 OK\r\n'],
    ['HTTP/1.2', 'HTTP/1.2 200 OK\r\n'],
    ['lower case', 'http/1.1 200 OK\r\n'],
    ['space before', ' HTTP/1.1 200 OK\r\n'],
    ['bare LF', 'HTTP/1.1 200 OK\nA: b\r\n'],
    ['bare CR', 'HTTP/1.1 200 O\rK\r\n'],
    ['control in the reason', 'HTTP/1.1 200 O\x01K\r\n'],
    ['empty', '\r\n'],
  ])('refused: %s', (_name, head) => {
    expect(parse(head).kind).toBe('error');
  });
});

describe('header sections of responses (RFC 9112 5, 6)', () => {
  test.each([
    ['folded line', ['A: b', ' c']],
    ['space before the colon', ['A : b']],
    ['no colon', ['A']],
    ['NUL', ['A: \0']],
    ['invalid length', ['Content-Length: x']],
    ['two lengths', ['Content-Length: 5', 'Content-Length: 6']],
    ['two equal lengths', ['Content-Length: 5', 'Content-Length: 5']],
    ['length and coding', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
    ['chunked not last', ['Transfer-Encoding: chunked, gzip']],
    ['coding before chunked', ['Transfer-Encoding: gzip, chunked']],
    ['chunkedchunked', ['Transfer-Encoding: chunkedchunked']],
    ['two codings', ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked']],
    ['too many lines', Array.from({ length: 257 }, (_, i) => `A${i}: b`)],
    ['line too long', [`A: ${'b'.repeat(16_384)}`]],
    ['a Connection option that is no token', ['Connection: a b']],
  ])('refused: %s', (_name, lines) => {
    expect(parse(response(200, ...lines)).kind).toBe('error');
  });

  test('a coding in HTTP/1.0 is refused', () => {
    expect(parse('HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n').kind).toBe('error');
  });

  test('fields of the hop, and those Connection names, are taken out', () => {
    const lines = [
      'A: 1',
      'Connection: b, close',
      'B: 2',
      'Keep-Alive: timeout=5',
      'Upgrade: h2c',
      'Trailer: C',
    ];
    expect(parse(response(200, ...lines))).toMatchObject({ headers: ['A', '1'], keepAlive: false });
  });
});

describe('framing of responses (RFC 9112 6.3)', () => {
  test.each([
    ['length', 'GET', response(200, 'Content-Length: 5'), { length: 5, hasBody: true, chunked: false }],
    ['empty', 'GET', response(200, 'Content-Length: 0'), { length: 0, hasBody: false }],
    [
      'chunked',
      'GET',
      response(200, 'Transfer-Encoding: Chunked'),
      { length: -1, hasBody: true, chunked: true },
    ],
    ['to the end', 'GET', response(200), { length: -1, hasBody: true, chunked: false }],
    ['HEAD', 'HEAD', response(200, 'Content-Length: 5'), { length: 5, hasBody: false }],
    [
      'HEAD, chunked',
      'HEAD',
      response(200, 'Transfer-Encoding: chunked'),
      { length: -1, hasBody: false, chunked: false },
    ],
    ['204 with a length', 'GET', response(204, 'Content-Length: 5'), { length: -1, hasBody: false }],
    [
      '204 with a coding',
      'GET',
      response(204, 'Transfer-Encoding: chunked'),
      { hasBody: false, chunked: false },
    ],
    ['304 with a length', 'GET', response(304, 'Content-Length: 5'), { length: 5, hasBody: false }],
    ['100 with a length', 'GET', response(100, 'Content-Length: 5'), { length: -1, hasBody: false }],
    ['205', 'GET', response(205), { length: 0, hasBody: false, keepAlive: true }],
    [
      '205 that announces a body',
      'GET',
      response(205, 'Content-Length: 5'),
      { length: 0, hasBody: false, keepAlive: false },
    ],
    [
      '205, chunked',
      'GET',
      response(205, 'Transfer-Encoding: chunked'),
      { length: 0, hasBody: false, keepAlive: false },
    ],
  ])('%s', (_name, method, head, expected) => {
    expect(parse(head, method)).toMatchObject({ kind: 'response', ...expected });
  });

  test.each([
    ['HEAD with both', 'HEAD', response(200, 'Content-Length: 5', 'Transfer-Encoding: chunked')],
    ['304 with both', 'GET', response(304, 'Content-Length: 5', 'Transfer-Encoding: chunked')],
    ['204 with an empty coding', 'GET', response(204, 'Transfer-Encoding:')],
    ['HEAD with another coding', 'HEAD', response(200, 'Transfer-Encoding: gzip')],
  ])('doubtful framing is refused where no body may follow, too: %s', (_name, method, head) => {
    expect(parse(head, method).kind).toBe('error');
  });

  test.each([
    ['HTTP/1.1 200 OK\r\n', true],
    ['HTTP/1.1 200 OK\r\nConnection: close\r\n', false],
    ['HTTP/1.1 200 OK\r\nConnection: keep-alive, close\r\n', false],
    ['HTTP/1.0 200 OK\r\n', false],
    ['HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n', true],
  ])('%j: kept is %s', (head, keepAlive) => {
    expect(parse(head)).toMatchObject({ keepAlive });
  });
});

describe('switching protocols (RFC 9110 7.8)', () => {
  test.each([
    ['matching', response(101, 'Connection: Upgrade', 'Upgrade: WebSocket'), 'websocket'],
    ['without Connection', response(101, 'Upgrade: websocket'), undefined],
    ['another status', response(426, 'Connection: Upgrade', 'Upgrade: websocket'), undefined],
  ])('%s', (_name, head, upgrade) => {
    expect(parse(head)).toMatchObject({ kind: 'response', upgrade });
  });
});
