import { afterEach, describe, expect, test } from 'vitest';
import { headerOf } from '../../../test/support/message-reader.ts';
import type { Bench, BenchOptions, Harness, Script } from './forwarding-harness.test-support.ts';

const large = 10 * 1024 * 1024;
const ok = { kind: 'answer', status: 200, body: ['fine'] } as const;
const refuse: Script = { kind: 'refuse' };

/** What every forwarder does, whatever the protocols at its two sides. */
export function describeForwarding(name: string, harness: Harness): void {
  describe(`forwarding, ${name}`, () => {
    let bench: Bench | undefined;
    const start = async (scripts: readonly Script[], options?: BenchOptions): Promise<Bench> => {
      bench = await harness.start(scripts, options);
      return bench;
    };
    afterEach(async () => {
      await bench?.close();
      bench = undefined;
    });
    describeMessages(start);
    describeBodies(start);
    describeRetries(start);
    describeFailures(start);
    describeInterim(start);
  });
}

type Start = (scripts: readonly Script[], options?: BenchOptions) => Promise<Bench>;

function describeMessages(start: Start): void {
  test('method, target, query, Host and headers reach the backend, and the response comes back', async () => {
    const answer: Script = {
      kind: 'answer',
      status: 201,
      headers: ['X-Out', 'b', 'Set-Cookie', 'c=1'],
      body: ['made'],
    };
    const bench = await start([answer]);
    const request = { method: 'PATCH', target: '/a/b?c=%2F&d', host: 'A.example:80', headers: ['X-In', 'a'] };
    const outcome = await bench.send({ ...request, body: ['text'] });
    expect(bench.seen).toMatchObject([
      { method: 'PATCH', target: '/a/b?c=%2F&d', host: 'A.example:80', body: 'text' },
    ]);
    expect(headerOf(bench.seen[0]?.headers ?? [], 'x-in')).toBe('a');
    expect(outcome).toMatchObject({ status: 201, body: 'made', complete: true });
    expect(headerOf(outcome.headers, 'x-out')).toBe('b');
    expect(headerOf(outcome.headers, 'set-cookie')).toBe('c=1');
  });

  test('the record tells what happened', async () => {
    const bench = await start([ok]);
    await bench.send({ method: 'POST', body: ['12345'] });
    await bench.recorded(1);
    expect(bench.records).toMatchObject([
      { status: 200, reason: undefined, attempts: 1, requestBytes: 5, responseBytes: 4 },
    ]);
  });

  test('octets above ASCII in headers stay as they are', async () => {
    const bench = await start([{ ...ok, headers: ['X-Out', 'gr\xfcn'] }]);
    const outcome = await bench.send({ headers: ['X-In', 'bl\xe5'] });
    expect(headerOf(bench.seen[0]?.headers ?? [], 'x-in')).toBe('bl\xe5');
    expect(headerOf(outcome.headers, 'x-out')).toBe('gr\xfcn');
  });

  test('says who the client is, and believes no one who says so himself', async () => {
    const bench = await start([ok]);
    const forged = [
      'X-Forwarded-For',
      '9.9.9.9',
      'x_forwarded_for',
      '9.9.9.9',
      'X-REAL-IP',
      '9.9.9.9',
      'Forwarded',
      'for=9.9.9.9',
    ];
    await bench.send({
      host: 'a.example:8080',
      headers: [...forged, 'X-Forwarded_Proto', 'https', 'X-Request-ID', 'mine'],
    });
    const headers = bench.seen[0]?.headers ?? [];
    expect(headers).not.toContain('9.9.9.9');
    expect(headers).not.toContain('mine');
    expect(
      headers.filter(
        (_, i) => i % 2 === 0 && headers[i]?.toLowerCase().replaceAll('_', '-') === 'x-forwarded-proto',
      ),
    ).toHaveLength(1);
    expect(headerOf(headers, 'x-forwarded-proto')).toBe('http');
    expect(headerOf(headers, 'x-forwarded-host')).toBe('a.example:8080');
    expect(headerOf(headers, 'x-forwarded-port')).toBe('80');
    expect(headerOf(headers, 'x-forwarded-for')).toBe(headerOf(headers, 'x-real-ip'));
    await bench.recorded(1);
    expect(headerOf(headers, 'x-request-id')).toBe(bench.records[0]?.requestId);
  });

  test('adds Server and Date where the backend sent none', async () => {
    const bench = await start([ok]);
    const { headers } = await bench.send({});
    expect(headerOf(headers, 'server')).toBe('sluice');
    expect(Date.parse(headerOf(headers, 'date') ?? '')).toBeGreaterThan(0);
  });

  test('keeps the Server and Date of the backend', async () => {
    const bench = await start([{ ...ok, headers: ['Server', 'theirs', 'date', 'then'] }]);
    const { headers } = await bench.send({});
    expect(headers.filter((text) => /^(server|date)$/i.test(text))).toHaveLength(2);
    expect(headerOf(headers, 'server')).toBe('theirs');
    expect(headerOf(headers, 'date')).toBe('then');
  });
}

function describeBodies(start: Start): void {
  test('a response to HEAD has no body and keeps its length', async () => {
    const bench = await start([{ kind: 'answer', status: 200, announced: 1234 }]);
    const outcome = await bench.send({ method: 'HEAD' });
    expect(bench.seen[0]?.method).toBe('HEAD');
    expect(outcome).toMatchObject({ status: 200, body: '', complete: true });
  });

  test.each([204, 304])('a %i has no body', async (status) => {
    const bench = await start([{ kind: 'answer', status, framing: 'end' }]);
    expect(await bench.send({})).toMatchObject({ status, body: '', complete: true });
  });

  test('a body of unknown length goes to the backend', async () => {
    const bench = await start([ok]);
    await bench.send({ method: 'POST', body: ['one', 'two', 70_000, 'end'], chunked: true });
    expect(bench.seen[0]?.body).toBe(`onetwo${'x'.repeat(70_000)}end`);
  });

  test.each(['chunked', 'end', 'length'] as const)(
    'a response body framed by %s comes whole',
    async (framing) => {
      const bench = await start([{ kind: 'answer', status: 200, framing, body: ['one', 70_000, 'two'] }]);
      expect(await bench.send({})).toMatchObject({ body: `one${'x'.repeat(70_000)}two`, complete: true });
    },
  );

  test.each(['chunked', 'end'] as const)('an HTTP/1.0 client gets a body framed by %s', async (framing) => {
    const bench = await start([{ kind: 'answer', status: 200, framing, body: ['one', 'two'] }]);
    const outcome = await bench.send({ http10: true });
    expect(outcome).toMatchObject({ body: 'onetwo', complete: true });
    expect(headerOf(outcome.headers, 'transfer-encoding')).toBeUndefined();
  });

  test.each(['chunked', 'length'] as const)(
    'a slow client holds up a large response (%s), not memory',
    async (framing) => {
      const bench = await start([{ kind: 'answer', status: 200, framing, body: [large] }]);
      const outcome = await bench.send({ slowReader: true });
      expect(outcome.body.length).toBe(large);
      expect(outcome.complete).toBe(true);
      expect(bench.mostHeld).toBeGreaterThan(0);
      expect(bench.mostHeld).toBeLessThan(1024 * 1024);
    },
  );

  test.each([true, false])(
    'a slow backend holds up a large request (chunked: %s), not memory',
    async (chunked) => {
      const bench = await start([{ ...ok, slowReader: true }]);
      const outcome = await bench.send({ method: 'PUT', body: [large], chunked });
      expect(outcome.status).toBe(200);
      expect(bench.seen[0]?.body.length).toBe(large);
      expect(bench.mostHeld).toBeLessThan(1024 * 1024);
    },
  );

  test.each(['chunked', 'length', 'end'] as const)(
    'a body (%s) that breaks off is seen to',
    async (framing) => {
      const bench = await start([
        {
          kind: 'answer',
          status: 200,
          framing,
          body: ['half'],
          announced: framing === 'length' ? 8 : -1,
          breaksOff: true,
        },
      ]);
      const outcome = await bench.send({});
      expect(outcome).toMatchObject({ status: 200, complete: false });
      await bench.recorded(1);
      expect(bench.records).toMatchObject([{ status: 200, reason: 'UpstreamReset' }]);
    },
  );

  test('an HTTP/1.0 client sees it too', async () => {
    const bench = await start([
      { kind: 'answer', status: 200, framing: 'chunked', body: ['half'], breaksOff: true },
    ]);
    expect((await bench.send({ http10: true })).complete).toBe(false);
  });

  test('an answer that comes before the body is read goes out at once', async () => {
    const bench = await start([{ kind: 'answer', status: 413, body: ['too much'], early: true }]);
    expect(await bench.send({ method: 'POST', body: [300_000] })).toMatchObject({
      status: 413,
      body: 'too much',
      complete: true,
    });
    await bench.recorded(1);
    expect(bench.records).toMatchObject([{ status: 413, reason: undefined }]);
  });
}

function describeRetries(start: Start): void {
  test('the next endpoint is tried where a connection is refused', async () => {
    const bench = await start([refuse, refuse, ok]);
    expect((await bench.send({})).status).toBe(200);
    await bench.recorded(1);
    expect(bench.records).toMatchObject([{ status: 200, attempts: 3 }]);
  });

  test('a body that was begun is sent again', async () => {
    const bench = await start([refuse, ok]);
    await bench.send({ method: 'POST', body: ['one', 'two', 20_000] });
    expect(bench.seen).toMatchObject([{ method: 'POST', body: `onetwo${'x'.repeat(20_000)}` }]);
  });

  test('a body larger than what is kept still goes to one endpoint', async () => {
    const bench = await start([ok]);
    await bench.send({ method: 'POST', body: [200_000] });
    expect(bench.seen[0]?.body.length).toBe(200_000);
  });

  test('no endpoint is tried twice, and none is left: 502', async () => {
    const bench = await start([refuse, refuse], { endpoints: 2 });
    expect(await bench.send({})).toMatchObject({ status: 502, body: '502 Bad Gateway\n' });
    await bench.recorded(1);
    expect(bench.records).toMatchObject([{ reason: 'UpstreamConnectFailed', attempts: 2 }]);
  });

  test('three attempts are the most', async () => {
    const bench = await start([refuse, refuse, refuse, ok], { endpoints: 4 });
    expect((await bench.send({})).status).toBe(502);
    expect(bench.records[0]?.attempts).toBe(3);
  });

  test('a GET is sent again where a kept connection turns out to be closed', async () => {
    const bench = await start([ok, { kind: 'close' }, ok]);
    await bench.send({});
    expect((await bench.send({ target: '/again' })).status).toBe(200);
    expect(bench.seen.map((seen) => seen.target)).toEqual(['/', '/again', '/again']);
  });

  test('a PUT is, with its body', async () => {
    const bench = await start([ok, { kind: 'close' }, ok]);
    await bench.send({});
    expect((await bench.send({ method: 'PUT', body: ['text'] })).status).toBe(200);
    expect(bench.seen[2]).toMatchObject({ method: 'PUT', body: 'text' });
  });

  test('a POST is not', async () => {
    const bench = await start([ok, { kind: 'close' }]);
    await bench.send({});
    expect((await bench.send({ method: 'POST', body: ['text'] })).status).toBe(502);
    await bench.recorded(2);
    expect(bench.records[1]).toMatchObject({ reason: 'UpstreamReset', attempts: 1 });
  });

  test('nor is a GET on a new connection', async () => {
    const bench = await start([{ kind: 'close' }]);
    expect((await bench.send({})).status).toBe(502);
    expect(bench.records).toMatchObject([{ reason: 'UpstreamReset', attempts: 1 }]);
  });
}

function describeFailures(start: Start): void {
  test('no endpoint: 503', async () => {
    const bench = await start([], { endpoints: 0 });
    expect(await bench.send({})).toMatchObject({
      status: 503,
      body: '503 Service Unavailable\n',
      complete: true,
    });
    expect(bench.records).toMatchObject([{ status: 503, reason: 'NoReadyEndpoints', attempts: 0 }]);
  });

  test('our own answer to HEAD has no body', async () => {
    const bench = await start([], { endpoints: 0 });
    const outcome = await bench.send({ method: 'HEAD' });
    expect(outcome).toMatchObject({ status: 503, body: '', complete: true });
  });

  test('no answer in time: 504', async () => {
    const bench = await start([{ kind: 'hang' }], { responseTimeout: 30 });
    expect(await bench.send({})).toMatchObject({ status: 504, body: '504 Gateway Timeout\n' });
    expect(bench.records).toMatchObject([{ status: 504, reason: 'UpstreamTimeout' }]);
  });

  test('an answer that is not HTTP: 502', async () => {
    const bench = await start([{ kind: 'nonsense' }]);
    expect(await bench.send({})).toMatchObject({ status: 502, body: '502 Bad Gateway\n' });
    expect(bench.records).toMatchObject([{ status: 502, reason: 'UpstreamProtocolError' }]);
  });

  test('a client that leaves ends the exchange with the backend: 499', async () => {
    const bench = await start([{ kind: 'hang' }]);
    const outcome = bench.send({});
    await bench.hangs();
    bench.leave();
    await bench.abandoned();
    await bench.recorded(1);
    expect(bench.records).toMatchObject([{ status: 499, reason: 'ClientClosed' }]);
    expect((await outcome).complete).toBe(false);
  });
}

function describeInterim(start: Start): void {
  test('a 100 goes to the client, which then sends its body', async () => {
    const bench = await start([{ ...ok, informational: [100] }]);
    const outcome = await bench.send({ method: 'POST', body: ['waited'], expectContinue: true });
    expect(outcome).toMatchObject({ status: 200, informational: [100] });
    expect(bench.seen[0]?.body).toBe('waited');
  });

  test('a final answer goes out in its place', async () => {
    const bench = await start([{ kind: 'answer', status: 401, early: true }]);
    const outcome = await bench.send({ method: 'POST', body: ['never sent'], expectContinue: true });
    expect(outcome).toMatchObject({ status: 401, complete: true, informational: [] });
  });

  test('informational responses go through, before the final one', async () => {
    const bench = await start([{ ...ok, informational: [103, 103] }]);
    expect(await bench.send({})).toMatchObject({ status: 200, informational: [103, 103], body: 'fine' });
  });

  test('but not to an HTTP/1.0 client', async () => {
    const bench = await start([{ ...ok, informational: [103] }]);
    expect(await bench.send({ http10: true })).toMatchObject({
      status: 200,
      informational: [],
      body: 'fine',
    });
  });

  test('a tunnel carries bytes both ways, early ones too, and each direction ends by itself', async () => {
    const bench = await start([{ kind: 'tunnel', greeting: 'hello ', farewell: ' bye' }]);
    expect(await bench.tunnel({ early: 'early ', late: 'late' })).toBe('hello early late bye');
    await bench.recorded(1);
    expect(bench.records).toMatchObject([{ status: 101, requestBytes: 10, responseBytes: 20 }]);
  });
}
