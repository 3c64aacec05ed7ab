import { expect, test } from 'vitest';
import { headerOf } from '../../../test/support/message-reader.ts';
import { answersFine, type Start } from './forwarding-harness.test-support.ts';

const rewrite = { kind: 'prefix', prefix: '/a', replacement: '/b' } as const;
const sslRedirect = { status: 308 } as const;

/** What the policies of a route do to requests, responses and answers of our own. */
export function describeFilters(start: Start): void {
  test('a rewritten path goes to the backend, with the query as it was', async () => {
    const bench = await start([answersFine], { policies: { rewrite } });
    await bench.send({ target: '/a/x?y=%2f' });
    expect(bench.seen[0]?.target).toBe('/b/x?y=%2f');
    await bench.recorded(1);
    expect(bench.records[0]?.request).toMatchObject({ path: '/a/x', query: '?y=%2f' });
  });

  test('a rewritten request stays so for the next endpoint', async () => {
    const bench = await start([{ kind: 'refuse' }, answersFine], { policies: { rewrite } });
    await bench.send({ target: '/a/x' });
    expect(bench.seen[0]?.target).toBe('/b/x');
  });

  test('a path that would leave the target is refused, and no backend sees it', async () => {
    const policies = { rewrite: { kind: 'prefix', prefix: '/', replacement: '/b' } } as const;
    const bench = await start([], { policies });
    expect(await bench.send({ target: '/..%2Fx' })).toMatchObject({ status: 400 });
    await bench.recorded(1);
    expect(bench.records).toMatchObject([{ reason: 'AmbiguousPath', attempts: 0 }]);
  });

  test('an unencrypted request is sent to HTTPS, and no backend sees it', async () => {
    const bench = await start([], { policies: { sslRedirect } });
    const outcome = await bench.send({ target: '/a?b', host: 'a.example:80' });
    expect(outcome).toMatchObject({ status: 308, body: '308 Permanent Redirect\n', complete: true });
    expect(headerOf(outcome.headers, 'location')).toBe('https://a.example/a?b');
    await bench.recorded(1);
    expect(bench.records).toMatchObject([{ status: 308, reason: 'HttpsRedirect', attempts: 0 }]);
  });

  test('a redirect is the answer to a request with a body, too', async () => {
    const bench = await start([], { policies: { sslRedirect } });
    expect(await bench.send({ method: 'POST', body: ['text'] })).toMatchObject({ status: 308 });
  });

  test('fields change on the way there and back', async () => {
    const headers = {
      request: { set: [{ name: 'X-In', value: 'ours' }], remove: ['X-Request-ID'] },
      response: { remove: ['X-Out', 'Server'], add: [{ name: 'Set-Cookie', value: 'b=2' }] },
    };
    const answer = { ...answersFine, headers: ['X-Out', '1', 'Set-Cookie', 'a=1'] };
    const bench = await start([answer], { policies: { headers } });
    const outcome = await bench.send({ headers: ['x-in', 'theirs', 'x_in', 'theirs'] });
    const seen = bench.seen[0]?.headers ?? [];
    expect(seen.filter((text) => /^x[-_]in$/i.test(text))).toEqual(['X-In']);
    expect(headerOf(seen, 'x-request-id')).toBeUndefined();
    expect(headerOf(outcome.headers, 'x-out')).toBeUndefined();
    expect(headerOf(outcome.headers, 'server')).toBeUndefined();
    expect(outcome.headers).toEqual(expect.arrayContaining(['a=1', 'b=2']));
    expect(outcome.body).toBe('fine');
  });

  test('answers of our own have the fields of the route', async () => {
    const headers = { response: { set: [{ name: 'X-Out', value: 'ours' }] } };
    const bench = await start([], { endpoints: 0, policies: { headers } });
    const outcome = await bench.send({});
    expect(outcome).toMatchObject({ status: 503, body: '503 Service Unavailable\n' });
    expect(headerOf(outcome.headers, 'x-out')).toBe('ours');
  });

  test('answers of our own name their reason where asked for', async () => {
    const bench = await start([], { endpoints: 0, settings: { reasonHeader: true } });
    expect(headerOf((await bench.send({})).headers, 'x-sluice-reason')).toBe('NoReadyEndpoints');
  });

  test('and nowhere else', async () => {
    const silent = await start([], { endpoints: 0 });
    expect(headerOf((await silent.send({})).headers, 'x-sluice-reason')).toBeUndefined();
    await silent.close();
    const bench = await start([answersFine], { settings: { reasonHeader: true } });
    expect(headerOf((await bench.send({})).headers, 'x-sluice-reason')).toBeUndefined();
  });
}

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parent = `00-${traceId}-b7ad6b7169203331-01`;

/** W3C Trace Context, passed on or begun. */
export function describeTraces(start: Start): void {
  test.each(['make', 'pass'] as const)('a valid traceparent goes through (%s)', async (traceparent) => {
    const bench = await start([answersFine], { settings: { traceparent } });
    await bench.send({ headers: ['Traceparent', parent, 'tracestate', 'a=b'] });
    expect(headerOf(bench.seen[0]?.headers ?? [], 'traceparent')).toBe(parent);
    expect(headerOf(bench.seen[0]?.headers ?? [], 'tracestate')).toBe('a=b');
    await bench.recorded(1);
    expect(bench.records[0]?.traceId).toBe(traceId);
  });

  test('one is made in place of what is not valid', async () => {
    const bench = await start([answersFine], { settings: { traceparent: 'make' } });
    await bench.send({ headers: ['traceparent', 'nonsense', 'Tracestate', 'a=b'] });
    const headers = bench.seen[0]?.headers ?? [];
    const made = headerOf(headers, 'traceparent');
    expect(headers.filter((text) => /^trace/i.test(text))).toEqual(['traceparent']);
    await bench.recorded(1);
    expect(made).toBe(`00-${bench.records[0]?.traceId}-${made?.slice(36, 52)}-01`);
  });

  test('none is made unless asked for', async () => {
    const bench = await start([answersFine]);
    await bench.send({});
    expect(headerOf(bench.seen[0]?.headers ?? [], 'traceparent')).toBeUndefined();
    await bench.recorded(1);
    expect(bench.records[0]?.traceId).toBeUndefined();
  });
}
