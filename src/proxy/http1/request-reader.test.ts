import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestLimits } from './limits.ts';
import { type Http1Request, parseRequestHead } from './request-head.ts';
import { type HeadProgress, RequestReader } from './request-reader.ts';
import { parseResponseHead } from './response-head.ts';
import { headerLines } from './write.ts';

/** Reads the text, seen up to each of the places in turn, then whole; stops at the first result. */
function read(text: string, places: readonly number[] = []): HeadProgress {
  const reader = new RequestReader(requestLimits);
  for (const place of [...places, text.length]) {
    const result = reader.read(Buffer.from(text.slice(0, place), 'latin1'));
    if (result.kind !== 'incomplete') return result;
  }
  return { kind: 'incomplete' };
}

function everyPlace(text: string): number[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => i + 1);
}

const plain = 'GET /a?b HTTP/1.1\r\nHost: a.example\r\nX: y\r\n\r\n';

describe('a head that comes bit by bit', () => {
  test.each([
    ['plain', plain, 0],
    ['with what follows', `${plain}GET / HT`, 8],
    ['with a body', 'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc', 3],
    ['after an empty line', `\r\n${plain}`, 0],
    ['after as many as are let through', `\r\n\r\n\r\n\r\n${plain}`, 0],
  ])('is the same wherever it is cut: %s', (_name, text, left) => {
    const whole = read(text);
    expect(whole).toMatchObject({ kind: 'complete', next: text.length - left });
    for (const place of everyPlace(text))
      expect(read(text, [place])).toMatchObject({ ...whole, next: text.length - left });
    expect(read(text, everyPlace(text))).toEqual(whole);
  });

  test.each([
    ['too many empty lines', '\r\n'.repeat(5)],
    ['bare LF before the request line', '\nGET / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['bare LF as line end', 'GET / HTTP/1.1\nHost: a\n\n'],
    ['bare CR', 'GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n'],
    ['CR CR LF at the end', 'GET / HTTP/1.1\r\nHost: a\r\r\n\r\n'],
    ['CR and another octet at the end', 'GET / HTTP/1.1\r\nHost: a\r\n\rX'],
    ['a TLS record', '\x16\x03\x01\x02\x00\x01'],
    ['NUL', 'GET /\0'],
    ['folded line', 'GET / HTTP/1.1\r\nHost: a\r\n b: c\r\n\r\n'],
  ])('is refused wherever it is cut: %s', (_name, text) => {
    expect(read(text)).toMatchObject({ kind: 'error', status: 400 });
    for (const place of everyPlace(text))
      expect(read(text, [place])).toMatchObject({ kind: 'error', status: 400 });
    expect(read(text, everyPlace(text))).toMatchObject({ kind: 'error', status: 400 });
  });

  test.each(everyPlace(plain).map((place) => [plain.slice(0, place)]))(
    'is not acted on early: %j',
    (text) => {
      expect(read(text).kind).toBe('incomplete');
    },
  );

  test('a request line without an end: 414', () => {
    expect(read(`GET /${'a'.repeat(33_000)}`)).toMatchObject({ status: 414, reason: 'UriTooLong' });
  });

  test('a header section without an end: 431', () => {
    const text = `GET / HTTP/1.1\r\nHost: a\r\n${'A: b\r\n'.repeat(6000)}`;
    expect(read(text)).toMatchObject({ status: 431, reason: 'HeadersTooLarge' });
  });

  test('a header section that is too large, but complete: 431', () => {
    const text = `GET / HTTP/1.1\r\nHost: a\r\n${`A: ${'b'.repeat(8000)}\r\n`.repeat(5)}\r\n`;
    expect(read(text)).toMatchObject({ status: 431 });
  });

  test('a header section of just the size allowed is read wherever its end is cut, a longer one is not', () => {
    const start = `GET / HTTP/1.1\r\nHost: a\r\n${`A: ${'b'.repeat(8000)}\r\n`.repeat(4)}B: `;
    const most = `${start}${'c'.repeat(requestLimits.head - start.length)}\r\n\r\n`;
    const longer = `${start}${'c'.repeat(requestLimits.head - start.length + 1)}\r\n\r\n`;
    for (const back of [0, 1, 2, 3, 4, 5]) {
      expect(read(most, [most.length - back])).toMatchObject({ kind: 'complete', next: most.length });
      expect(read(longer, [longer.length - back])).toMatchObject({ status: 431 });
    }
  });

  test('one reader reads one head after another', () => {
    const reader = new RequestReader(requestLimits);
    const first = Buffer.from(plain);
    expect(reader.read(first.subarray(0, 40)).kind).toBe('incomplete');
    expect(reader.read(first).kind).toBe('complete');
    expect(reader.read(Buffer.from(`${plain}X`))).toMatchObject({ kind: 'complete', next: plain.length });
  });
});

const tokenText = fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,12}$/);
const valueText = fc.stringMatching(/^([!-~\x80-\xff]([ -~\t\x80-\xff]{0,10}[!-~\x80-\xff])?)?$/);
const targetText = fc.stringMatching(/^\/[!$-;=@-Z[\]_a-z~]{0,20}(\?[!$-;=?-[\]_a-z~]{0,10})?$/);

function serialise(request: Http1Request): string {
  const body = request.chunked
    ? 'Transfer-Encoding: chunked\r\n'
    : request.bodyLength > 0
      ? `Content-Length: ${request.bodyLength}\r\n`
      : '';
  return `${request.method} ${request.path}${request.query} HTTP/1.1\r\nHost: ${request.authority}\r\n${headerLines(request.headers)}${body}`;
}

describe('any text', () => {
  test('gets an answer from the parsers, never an exception', () => {
    const octets = fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    });
    const near = fc.stringMatching(
      /^(GET|PRI \*|M) (\/[a-z?%]{0,5}|\*|http:\/\/a[:@/]?) HTTP\/[01]\.[019](\r\n|\n)([A-Za-z:, \t\r\n\0]{0,40}\r\n)?$/,
    );
    const framing = fc.constantFrom(
      'Host: a\r\n',
      'Host:\r\n',
      'Content-Length: 1\r\n',
      'Transfer-Encoding: chunked\r\n',
      'Expect: 100-continue\r\n',
      'Connection: x, ,\r\n',
    );
    fc.assert(
      fc.property(fc.oneof(octets, near), fc.array(framing), (text, lines) => {
        const head = `${text}${lines.join('')}`;
        expect(['request', 'error']).toContain(parseRequestHead(`${head}\r\n`, requestLimits).kind);
        expect(['response', 'error']).toContain(parseResponseHead(`${head}\r\n`, 'GET', requestLimits).kind);
        expect(['complete', 'error', 'incomplete']).toContain(read(head).kind);
      }),
      { numRuns: 500 },
    );
  });

  test('that parses, parses to the same when written again from what was parsed', () => {
    const field = fc.tuple(tokenText, valueText).filter(([name]) => !/^(host|expect)$/i.test(name));
    const framing = fc.constantFrom('', 'Content-Length: 42\r\n', 'Transfer-Encoding: chunked\r\n');
    fc.assert(
      fc.property(tokenText, targetText, fc.array(field), framing, (method, target, fields, body) => {
        const head = `${method} ${target} HTTP/1.1\r\nHost: a.example\r\n${headerLines(fields.flat())}${body}`;
        const first = parseRequestHead(head, requestLimits);
        fc.pre(first.kind === 'request');
        const second = parseRequestHead(serialise(first), requestLimits);
        expect(second).toEqual({ ...first, keepAlive: true });
      }),
    );
  });
});
