import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { get, RuleBench, request } from './rule-bench.test-support.ts';

let bench: RuleBench;
beforeEach(async () => {
  bench = await RuleBench.start();
});
afterEach(() => bench.close());

const line = 'GET / HTTP/1.1\r\n';
const close = 'Connection: close';

describe('the header section of a request', () => {
  test.each([
    ['rule 17: a line that ends with LF alone', 'GET / HTTP/1.1\nHost: a.example\n\n'],
    ['rule 17: a field that ends with LF alone', `${line}Host: a.example\nX: y\r\n\r\n`],
    ['rule 18: a CR within a value', `${line}Host: a.example\r\nX: a\rb\r\n\r\n`],
    ['rule 18: lines that end with CR alone', 'GET / HTTP/1.1\rHost: a.example\r\r'],
    ['rule 19: CR CR LF', `${line}Host: a.example\r\r\n\r\n`],
    ['rule 19: an end that is CR and another octet', `${line}Host: a.example\r\n\rX`],
    ['rule 20: space before the first field', `${line} Host: a.example\r\n\r\n`],
    ['rule 21: a folded line', `${line}Host: a.example\r\nX: a\r\n b\r\n\r\n`],
    ['rule 21: a folded line after a tab', `${line}Host: a.example\r\nX: a\r\n\tb\r\n\r\n`],
    ['rule 22: space before the colon', `${line}Host: a.example\r\nTransfer-Encoding : chunked\r\n\r\n`],
    ['rule 22: a tab before the colon', `${line}Host: a.example\r\nContent-Length\t: 5\r\n\r\n`],
    ['rule 23: a field without a name', `${line}Host: a.example\r\n: x\r\n\r\n`],
    ['rule 23: a field without a colon', `${line}Host: a.example\r\nX\r\n\r\n`],
    ['rule 23: a name with a space', `${line}Host: a.example\r\nX Y: z\r\n\r\n`],
    ['rule 23: a name with an octet above 0x7F', `${line}Host: a.example\r\nX\xe9: z\r\n\r\n`],
    ['rule 24: NUL in a value', `${line}Host: a.example\r\nX: a\0b\r\n\r\n`],
    ['rule 24: a control in a value', `${line}Host: a.example\r\nX: a\x0bb\r\n\r\n`],
    ['rule 26: no Host', `${line}X: y\r\n\r\n`],
    ['rule 27: two Host fields', `${line}Host: a.example\r\nHost: b.example\r\n\r\n`],
    ['rule 27: the same Host twice', `${line}Host: a.example\r\nHost: a.example\r\n\r\n`],
  ])('%s: refused', async (_rule, bytes) => {
    await bench.refusesAtOnce(bytes, 400);
  });

  test('rule 24: blanks at both ends of a value are dropped, and nothing else that looks like one', async () => {
    const { seen } = await bench.forwards(get('/', 'X: \t\x85 a\tb \xa0\t ', close));
    expect(seen).toContain('\r\nX: \x85 a\tb \xa0\r\n');
  });

  test('rule 25: octets above 0x7F go on as they came', async () => {
    const { seen } = await bench.forwards(get('/', 'X: gr\xfcn \xe2\x82\xac', close));
    expect(seen).toContain('\r\nX: gr\xfcn \xe2\x82\xac\r\n');
  });

  test('rule 26: HTTP/1.0 may leave Host out, and takes the routes of every host', async () => {
    const { answer } = await bench.forwards('GET / HTTP/1.0\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });

  test.each([
    'a.example,b.example',
    'a.example b.example',
    'a.example/x',
    'a.example?x',
    'u@a.example',
    'a.example:65536',
    'a.example:x',
    '[::1',
    '[fe80::1%25eth0]',
    'a.example\\x',
    'a.example#x',
  ])('rule 28: %j is no Host', async (host) => {
    const answer = await bench.ask(`${line}Host: ${host}\r\n${close}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    await bench.logs('400 BadRequest');
    expect(bench.seen).toEqual([]);
  });

  test.each(['A.EXAMPLE', 'a.example.', 'a.example:8080', 'a.example:'])(
    'rule 29: %s is routed as a.example, and goes on as it came',
    async (host) => {
      const { seen } = await bench.forwards(`${line}Host: ${host}\r\n${close}\r\n\r\n`);
      expect(seen).toContain(`\r\nHost: ${host}\r\n`);
    },
  );

  test('rule 30: fields that repeat keep their lines and their order', async () => {
    const { seen } = await bench.forwards(get('/', 'Cookie: a', 'X: 1', 'Cookie: b', 'x: 2', close));
    expect(seen).toContain('\r\nCookie: a\r\nX: 1\r\nCookie: b\r\nx: 2\r\n');
  });

  test.each([
    ['lines', 'X: y\r\n'.repeat(128)],
    ['bytes', `X: ${'y'.repeat(16_000)}\r\n`.repeat(3)],
    ['bytes of one line', `X: ${'y'.repeat(16_400)}\r\n`],
  ])('rule 31: too many %s are refused, none is left out', async (_what, lines) => {
    await bench.refusesAtOnce(`${line}Host: a.example\r\n${lines}\r\n`, 431, 'HeadersTooLarge');
  });

  test('rule 32: names that a backend may take for ours, spelt with _, are dropped', async () => {
    const lines = ['X_Forwarded_For: 1.2.3.4', 'x_real_ip: 1.2.3.4', 'X_Request-ID: 1', 'X_Mine: 1', close];
    const { seen } = await bench.forwards(get('/', ...lines));
    expect(seen).not.toContain('1.2.3.4');
    expect(seen).not.toContain('X_Request-ID');
    expect(seen).toContain('\r\nX_Mine: 1\r\n');
  });

  test('rule 33: nothing is done before the whole section is there', async () => {
    const client = await bench.connect();
    client.send(`${line}Host: a.example\r\n${close}\r\n`);
    const other = await bench.ask(request('GET', '/other', [close]));
    expect(other).toContain('fine');
    expect(bench.seen.join('')).not.toContain('GET / ');
    client.send('\r\n');
    expect(await client.untilEnd()).toContain('fine');
  });
});
