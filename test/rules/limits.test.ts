import { afterEach, describe, expect, test } from 'vitest';
import { requestLimits } from '../../src/proxy/http1/limits.ts';
import { get, RuleBench, type RuleOptions, request } from './rule-bench.test-support.ts';

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

describe('limits that settings change', () => {
  test('rule 5: the length of a target', async () => {
    const bench = await start({ settings: { requestLimits: { ...requestLimits, target: 20 } } });
    expect(await bench.ask(get(`/${'a'.repeat(19)}`, close))).toContain('fine');
    await bench.refuses(get(`/${'a'.repeat(20)}`), 414, 'UriTooLong');
  });

  test('rule 31: the bytes and the lines of a head', async () => {
    const bench = await start({
      settings: { requestLimits: { ...requestLimits, head: 500, headerLines: 5 } },
    });
    expect(await bench.ask(get('/', 'X: y', close))).toContain('fine');
    await bench.refuses(get('/', ...Array(5).fill('X: y')), 431, 'HeadersTooLarge');
    await bench.refuses(get('/', `X: ${'y'.repeat(500)}`), 431, 'HeadersTooLarge');
  });
});

describe('the size of a body', () => {
  const post = (lines: readonly string[], body: string): string => request('POST', '/', lines, body);

  test('rule 35: one that its length says is too large never reaches a backend', async () => {
    const bench = await start({ settings: { maxBodySize: 5 } });
    await bench.refusesAtOnce(post(['Content-Length: 6'], 'hello!'), 413, 'BodyTooLarge');
    expect(await bench.ask(post(['Content-Length: 5', close], 'hello'))).toContain('fine');
  });

  test('rule 35: no 100 is asked for where the body is too large', async () => {
    const bench = await start({ settings: { maxBodySize: 5 } });
    await bench.refusesAtOnce(post(['Content-Length: 6', 'Expect: 100-continue'], ''), 413, 'BodyTooLarge');
  });

  test('rule 35: one without a length is broken off when the limit is passed', async () => {
    const bench = await start({ settings: { maxBodySize: 5 } });
    const client = await bench.connect();
    client.send(post(['Transfer-Encoding: chunked'], '5\r\nhello\r\n'));
    await expect.poll(() => bench.seen.join('')).toContain('hello');
    client.send(`1\r\n!\r\n0\r\n\r\n${get('/smuggled')}`);
    expect(await client.untilEnd()).toMatch(/^HTTP\/1\.1 413 .*Connection: close\r\n/s);
    await bench.logs('413 BodyTooLarge');
    expect(bench.seen.join('')).not.toMatch(/!|\r\n0\r\n|smuggled/);
    expect(bench.upstreamConnections).toBe(0);
  });

  test('rule 35: the limit of a route wins over that of the server, and 0 is none', async () => {
    const large = await start({ settings: { maxBodySize: 5 }, policies: { bodySize: { max: 0 } } });
    expect(await large.ask(post(['Content-Length: 6', close], 'hello!'))).toContain('fine');
    const small = await start({ policies: { bodySize: { max: 2 } } });
    await small.refusesAtOnce(post(['Content-Length: 3'], 'abc'), 413, 'BodyTooLarge');
  });
});
