import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BodyDecoder, ChunkedDecoder, LengthDecoder, UntilCloseDecoder } from './body-decoder.ts';
import { requestLimits } from './limits.ts';

interface Decoded {
  readonly kind: 'done' | 'error' | 'more';
  readonly body: string;
  /** What stood behind the body. */
  readonly rest: string;
}

/** Feeds the text in pieces cut at the places given. */
function decode(
  decoder: BodyDecoder,
  text: string,
  cuts: readonly number[] = [],
  trailers: string[] = [],
): Decoded {
  let body = '';
  const sink = {
    onBody(chunk: Buffer): void {
      body += chunk.toString('latin1');
    },
    onTrailers(fields: readonly string[]): void {
      trailers.push(...fields);
    },
  };
  const places = [...cuts, text.length];
  let at = 0;
  for (const place of places) {
    const piece = Buffer.from(text.slice(at, place), 'latin1');
    if (piece.length === 0) continue;
    const progress = decoder.feed(piece, 0, sink);
    if (progress.kind === 'error') return { kind: 'error', body, rest: '' };
    if (progress.kind === 'done') return { kind: 'done', body, rest: text.slice(at + progress.next) };
    at = place;
  }
  return { kind: 'more', body, rest: '' };
}

function chunked(text: string, cuts?: readonly number[]): Decoded {
  return decode(new ChunkedDecoder(requestLimits, []), text, cuts);
}

describe('a chunked body (RFC 9112 7.1)', () => {
  test.each([
    ['one chunk', '3\r\nabc\r\n0\r\n\r\n', 'abc', ''],
    ['several', '3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n', 'abcd', ''],
    ['none', '0\r\n\r\n', '', ''],
    [
      'hexadecimal, both cases',
      `A\r\n${'x'.repeat(10)}\r\nb\r\n${'y'.repeat(11)}\r\n0\r\n\r\n`,
      `${'x'.repeat(10)}${'y'.repeat(11)}`,
      '',
    ],
    ['leading zeros', '0003\r\nabc\r\n000\r\n\r\n', 'abc', ''],
    ['extensions', '3;a=b;c="d"\r\nabc\r\n0;e\r\n\r\n', 'abc', ''],
    ['quoted extensions', '3;a="\t;\\"\\\\\xe9";b\r\nabc\r\n0\r\n\r\n', 'abc', ''],
    ['trailers, which are no part of it', '3\r\nabc\r\n0\r\nA: b\r\nC: d\r\n\r\n', 'abc', ''],
    ['CR and LF in the data', '4\r\n\r\n\r\n\r\n0\r\n\r\n', '\r\n\r\n', ''],
    ['what follows is left', '1\r\na\r\n0\r\n\r\nGET /', 'a', 'GET /'],
  ])('%s, at whatever places it is cut', (_name, text, body, rest) => {
    const expected = { kind: 'done', body, rest };
    expect(chunked(text)).toEqual(expected);
    const end = text.length - rest.length;
    for (let cut = 1; cut < end; cut += 1) expect(chunked(text, [cut])).toEqual(expected);
    const everywhere = Array.from({ length: text.length - 1 }, (_, i) => i + 1);
    expect(chunked(text, everywhere)).toEqual(expected);
  });

  test.each([
    ['some', 'A: b\r\nX-Sum: \t1 \r\n', ['A', 'b', 'X-Sum', '1']],
    ['none', '', []],
    ['some that belong to a head', 'Host: h\r\nA: b\r\nContent-Length: 5\r\n', ['A', 'b']],
    ['some that Connection names', 'X-Hop: 1\r\n', []],
  ])('may have trailers: %s', (_name, lines, passed) => {
    const text = `1\r\nx\r\n0\r\n${lines}\r\n`;
    for (let cut = 1; cut < text.length; cut += 1) {
      const trailers: string[] = [];
      const decoded = decode(new ChunkedDecoder(requestLimits, ['x-hop']), text, [cut], trailers);
      expect(decoded).toEqual({ kind: 'done', body: 'x', rest: '' });
      expect(trailers).toEqual(passed);
    }
  });

  test.each([
    ['prefix', '0x3\r\nabc\r\n0\r\n\r\n'],
    ['plus', '+3\r\nabc\r\n0\r\n\r\n'],
    ['minus', '-3\r\nabc\r\n0\r\n\r\n'],
    ['underscore', '0_3\r\nabc\r\n0\r\n\r\n'],
    ['space before', ' 3\r\nabc\r\n0\r\n\r\n'],
    ['space behind', '3 \r\nabc\r\n0\r\n\r\n'],
    ['tab behind', '3\t\r\nabc\r\n0\r\n\r\n'],
    ['empty size', '\r\nabc\r\n0\r\n\r\n'],
    ['extension without a size', ';a\r\n0\r\n\r\n'],
    ['no hexadecimal digit', 'g\r\n\r\n0\r\n\r\n'],
    ['size beyond what a number holds', '20000000000000\r\n'],
    ['fourteen digits', '10000000000000\r\n'],
    ['far too many digits', `${'f'.repeat(40)}\r\n`],
    ['line end is LF', '3\nabc\r\n0\r\n\r\n'],
    ['line end is CR', '3\rabc\r\n0\r\n\r\n'],
    ['CR CR LF', '3\r\r\nabc\r\n0\r\n\r\n'],
    ['LF in an extension', '3;a\nb\r\nabc\r\n0\r\n\r\n'],
    ['octet above ASCII in the name of an extension', '3;a\xe9\r\nabc\r\n0\r\n\r\n'],
    ['extension without a name', '3;\r\nabc\r\n0\r\n\r\n'],
    ['space before an extension', '3 ;a\r\nabc\r\n0\r\n\r\n'],
    ['space in an extension', '3; a\r\nabc\r\n0\r\n\r\n'],
    ['quoted extension without an end', '3;a="b\r\nabc\r\n0\r\n\r\n'],
    ['NUL in an extension', '3;\0\r\nabc\r\n0\r\n\r\n'],
    ['data too long', '3\r\nabcd\r\n0\r\n\r\n'],
    ['data followed by LF', '3\r\nabc\n0\r\n\r\n'],
    ['data followed by two other octets', '3\r\nabcXX0\r\n\r\n'],
    ['last line end is LF', '3\r\nabc\r\n0\r\n\n'],
    ['trailer without a colon', '0\r\nA\r\n\r\n'],
    ['trailer with space before the colon', '0\r\nA : b\r\n\r\n'],
    ['folded trailer', '0\r\nA: b\r\n c\r\n\r\n'],
    ['NUL in a trailer', '0\r\nA: \0\r\n\r\n'],
    ['too many trailers', `0\r\n${'A: b\r\n'.repeat(33)}\r\n`],
    ['trailers too large', `0\r\nA: ${'b'.repeat(9000)}\r\n\r\n`],
    ['line too long', `3;${'a'.repeat(5000)}\r\nabc\r\n0\r\n\r\n`],
    ['too many extensions', `1;${'a'.repeat(4000)}\r\na\r\n`.repeat(5)],
  ])('refuses: %s', (_name, text) => {
    expect(chunked(text).kind).toBe('error');
    const everywhere = Array.from({ length: text.length - 1 }, (_, i) => i + 1);
    expect(chunked(text, everywhere).kind).toBe('error');
  });

  test.each([
    '3',
    '3\r',
    '3\r\n',
    '3\r\nab',
    '3\r\nabc',
    '3\r\nabc\r\n',
    '3\r\nabc\r\n0\r\n',
    '0\r\nA: b\r\n',
  ])('is not complete after %j', (text) => {
    expect(chunked(text).kind).toBe('more');
  });

  test('a line without an end is refused once it is too long', () => {
    expect(chunked('1'.repeat(5000)).kind).toBe('error');
    expect(chunked(`0\r\n${'a'.repeat(9000)}`).kind).toBe('error');
  });

  test('any chunks come out as they went in, however they are cut', () => {
    const octets = fc.uint8Array({ minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(
        fc.array(octets, { maxLength: 8 }),
        fc.array(fc.nat(600), { maxLength: 8 }),
        (chunks, places) => {
          const texts = chunks.map((chunk) => Buffer.from(chunk).toString('latin1'));
          const text = `${texts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('')}0\r\n\r\n`;
          const cuts = places.filter((place) => place < text.length).sort((a, b) => a - b);
          expect(chunked(text, cuts)).toEqual({ kind: 'done', body: texts.join(''), rest: '' });
        },
      ),
    );
  });

  test('any octets are answered, never thrown at', () => {
    const near = fc.stringMatching(/^[0-9a-fx;:\r\n \t\0A-F]{0,60}$/);
    fc.assert(
      fc.property(near, fc.nat(60), (text, cut) => {
        const whole = chunked(text);
        expect(chunked(text, [Math.min(cut, text.length)]).kind).toBe(whole.kind);
      }),
    );
  });
});

describe('a body of known length', () => {
  test.each([[[]], [[1]], [[2]], [[3]], [[1, 2, 3]]])('ends with its last octet, cut at %j', (cuts) => {
    expect(decode(new LengthDecoder(3), 'abcGET', cuts)).toEqual({ kind: 'done', body: 'abc', rest: 'GET' });
  });

  test('is not complete before', () => {
    expect(decode(new LengthDecoder(4), 'abc')).toEqual({ kind: 'more', body: 'abc', rest: '' });
  });
});

test('a body that ends with its connection takes all there is', () => {
  expect(decode(new UntilCloseDecoder(), 'abc', [1])).toEqual({ kind: 'more', body: 'abc', rest: '' });
});
