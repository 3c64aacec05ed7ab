import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MessageReader } from '../support/message-reader.ts';
import { get, RuleBench, request } from './rule-bench.test-support.ts';

let bench: RuleBench;
beforeEach(async () => {
  bench = await RuleBench.start();
});
afterEach(() => bench.close());

const close = 'Connection: close';
const post = (...lines: readonly string[]): string => request('POST', '/', lines);

describe('the framing of a request', () => {
  test.each(['+5', '-5', '0x5', '5_0', '5 5', '', '5.0', 'five', '٥'])(
    'rule 34: %j is no Content-Length',
    async (length) => {
      await bench.refusesAtOnce(`${post(`Content-Length: ${length}`)}hello`, 400);
    },
  );

  test('rule 34: leading zeros are decimal', async () => {
    const { seen } = await bench.forwards(`${post('Content-Length: 005', close)}hello`);
    expect(seen).toMatch(/\r\nContent-Length: 5\r\n\r\nhello$/);
  });

  test.each(['9007199254740992', '18446744073709551621'])(
    'rule 35: %s is more than can be counted',
    async (length) => {
      await bench.refusesAtOnce(post(`Content-Length: ${length}`), 400);
    },
  );

  test.each([
    ['rule 36: lengths that differ', ['Content-Length: 5', 'Content-Length: 6']],
    ['rule 36: the same length twice', ['Content-Length: 5', 'Content-Length: 5']],
    ['rule 36: a list of lengths', ['Content-Length: 5, 5']],
    ['rule 37: Content-Length and Transfer-Encoding', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
    ['rule 37: Transfer-Encoding and Content-Length', ['Transfer-Encoding: chunked', 'Content-Length: 0']],
    ['rule 37: an empty Transfer-Encoding and a length', ['Content-Length: 5', 'Transfer-Encoding:']],
    ['rule 39: chunked before another coding', ['Transfer-Encoding: chunked, gzip']],
    ['rule 42: chunked twice', ['Transfer-Encoding: chunked, chunked']],
    ['rule 42: two lines', ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked']],
    ['rule 43: a list that begins empty', ['Transfer-Encoding: ,chunked']],
    ['rule 43: a list that ends empty', ['Transfer-Encoding: chunked,']],
    ['rule 43: a parameter', ['Transfer-Encoding: chunked;q=1']],
    ['rule 43: quotes', ['Transfer-Encoding: "chunked"']],
    ['rule 43: nothing', ['Transfer-Encoding:']],
    ['rule 44: 0x0B', ['Transfer-Encoding: \x0bchunked']],
    ['rule 44: 0x85', ['Transfer-Encoding: chunked\x85']],
    ['rule 44: 0xA0', ['Transfer-Encoding: \xa0chunked']],
  ])('%s: refused', async (_rule, lines) => {
    await bench.refusesAtOnce(`${post(...lines)}5\r\nhello\r\n0\r\n\r\n`, 400);
  });

  test('rule 38: chunked alone, in any case, is taken, and framed anew', async () => {
    const { seen } = await bench.forwards(
      `${post('transfer-encoding: CHUNKED', close)}2;x=y\r\nhe\r\n3\r\nllo\r\n00\r\n\r\n`,
    );
    expect(seen).toContain('\r\nTransfer-Encoding: chunked\r\n');
    expect(seen).not.toMatch(/x=y|CHUNKED/);
    const reader = new MessageReader('request');
    reader.feed(Buffer.from(seen, 'latin1'));
    expect(reader.message()).toMatchObject({ body: 'hello', complete: true });
  });

  test.each(['gzip, chunked', 'gzip', 'pigeons', 'xchunked', 'chunkedchunked', 'identity'])(
    'rule 41: the coding %s is not known',
    async (coding) => {
      await bench.refusesAtOnce(post(`Transfer-Encoding: ${coding}`), 501, 'NotImplemented');
    },
  );

  test('rule 40: a coding under chunked is not known either', async () => {
    await bench.refusesAtOnce(post('Transfer-Encoding: deflate, chunked'), 501, 'NotImplemented');
  });

  test('rule 45: HTTP/1.0 has no Transfer-Encoding', async () => {
    const head = 'POST / HTTP/1.0\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n';
    await bench.refusesAtOnce(`${head}0\r\n\r\n`, 400);
  });

  test('rule 46: without a length there is no body, and what follows is the next request', async () => {
    const { answer, seen } = await bench.forwards(`${post()}${get('/next', close)}`);
    expect(answer.match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
    expect(seen).toMatch(/GET \/next /);
  });

  test('rule 47: a POST without a length is taken as one without a body', async () => {
    const { seen } = await bench.forwards(post(close));
    expect(seen).toContain('\r\nContent-Length: 0\r\n');
  });

  test.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])(
    'rule 48: a body on %s goes on with its length',
    async (method) => {
      const { seen } = await bench.forwards(request(method, '/', ['Content-Length: 5', close], 'hello'));
      expect(seen).toMatch(/\r\nContent-Length: 5\r\n\r\nhello$/);
    },
  );

  test('rule 49: a body goes on with the length it came with, or in chunks, never both', async () => {
    const { seen } = await bench.forwards(`${post('Content-Length: 5', close)}hello`);
    expect(seen).toMatch(/Content-Length: 5\r\n/);
    expect(seen).not.toMatch(/Transfer-Encoding/);
  });
});

describe('a chunked body', () => {
  const chunked = (body: string): string => `${post('Transfer-Encoding: chunked')}${body}`;

  test.each([
    ['rule 50: 0x', '0x5\r\nhello\r\n0\r\n\r\n'],
    ['rule 50: a sign', '+5\r\nhello\r\n0\r\n\r\n'],
    ['rule 50: a space before', ' 5\r\nhello\r\n0\r\n\r\n'],
    ['rule 50: a space after', '5 \r\nhello\r\n0\r\n\r\n'],
    ['rule 50: an underscore', '0_5\r\nhello\r\n0\r\n\r\n'],
    ['rule 50: nothing', '\r\nhello\r\n0\r\n\r\n'],
    ['rule 51: more than can be counted', 'ffffffffffffffff\r\nhello\r\n0\r\n\r\n'],
    ['rule 51: one bit more than can be counted', '20000000000000\r\nhello\r\n0\r\n\r\n'],
    ['rule 52: a control in an extension', '5;a=\x01\r\nhello\r\n0\r\n\r\n'],
    ['rule 52: LF in an extension', '5;a\nb\r\nhello\r\n0\r\n\r\n'],
    ['rule 52: an extension without end', `5;${'a'.repeat(5000)}`],
    ['rule 53: a size that ends with LF alone', '5\nhello\r\n0\r\n\r\n'],
    ['rule 54: data that ends otherwise', '5\r\nhelloXX0\r\n\r\n'],
    ['rule 54: data longer than its size', '4\r\nhello\r\n0\r\n\r\n'],
    ['rule 56: a trailer that is none', '5\r\nhello\r\n0\r\nX Y: z\r\n\r\n'],
  ])('%s: refused', async (_rule, body) => {
    await bench.refuses(chunked(body), 400);
    expect(bench.seen.join('')).not.toMatch(/\r\n0\r\n\r\n$/);
  });

  test('rule 52: extensions of a message have a bound together', async () => {
    await bench.refuses(chunked(`1;${'a'.repeat(3000)}\r\nx\r\n`.repeat(6)), 400);
  });

  test('rule 55: the body is whole only after its last CRLF', async () => {
    const client = await bench.connect();
    client.send(`${post('Transfer-Encoding: chunked', close)}5\r\nhello\r\n0\r\n`);
    await expect.poll(() => bench.seen.join('')).toContain('hello');
    expect(bench.seen.join('')).not.toMatch(/\r\n0\r\n/);
    client.send('\r\n');
    expect(await client.untilEnd()).toContain('fine');
  });

  test('rule 56: trailers beyond the limits are refused', async () => {
    await bench.refuses(chunked(`0\r\n${'X: y\r\n'.repeat(33)}\r\n`), 431, 'HeadersTooLarge');
    await bench.refuses(chunked(`0\r\nX: ${'y'.repeat(9000)}\r\n\r\n`), 431, 'HeadersTooLarge');
  });

  test('rule 57: chunks that go on are our own', async () => {
    const { seen } = await bench.forwards(
      `${post('Transfer-Encoding: chunked', close)}0005;a\r\nhello\r\n0;b\r\n\r\n`,
    );
    expect(seen).toMatch(/\r\n\r\n5\r\nhello\r\n0\r\n\r\n$/);
  });
});
