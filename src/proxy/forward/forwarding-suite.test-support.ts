import { afterEach, describe, expect, test } from 'vitest';
import { headerOf } from '../../../test/support/message-reader.ts';
import {
  answersFine,
  type Bench,
  type BenchOptions,
  type Harness,
  type Script,
  type Start,
} from './forwarding-harness.test-support.ts';
import {
  describeFailures,
  describeInterim,
  describeRetries,
} from './forwarding-suite-failures.test-support.ts';
import { describeFilters, describeTraces } from './forwarding-suite-filters.test-support.ts';
import { describeRetryPolicies } from './forwarding-suite-retries.test-support.ts';

const large = 10 * 1024 * 1024;

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
    describeRetryPolicies(start);
    describeFailures(start);
    describeInterim(start);
    describeFilters(start);
    describeTraces(start);
  });
}

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
    const bench = await start([answersFine]);
    await bench.send({ method: 'POST', body: ['12345'] });
    await bench.recorded(1);
    expect(bench.records).toMatchObject([
      { status: 200, reason: undefined, attempts: 1, requestBytes: 5, responseBytes: 4 },
    ]);
  });

  test('octets above ASCII in headers stay as they are', async () => {
    const bench = await start([{ ...answersFine, headers: ['X-Out', 'gr\xfcn'] }]);
    const outcome = await bench.send({ headers: ['X-In', 'bl\xe5'] });
    expect(headerOf(bench.seen[0]?.headers ?? [], 'x-in')).toBe('bl\xe5');
    expect(headerOf(outcome.headers, 'x-out')).toBe('gr\xfcn');
  });

  test('says who the client is, and believes no one who says so himself', async () => {
    const bench = await start([answersFine]);
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
    const bench = await start([answersFine]);
    const { headers } = await bench.send({});
    expect(headerOf(headers, 'server')).toBe('sluice');
    expect(Date.parse(headerOf(headers, 'date') ?? '')).toBeGreaterThan(0);
  });

  test('keeps the Server and Date of the backend', async () => {
    const bench = await start([{ ...answersFine, headers: ['Server', 'theirs', 'date', 'then'] }]);
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
    const bench = await start([answersFine]);
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
      const bench = await start([{ ...answersFine, slowReader: true }]);
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
