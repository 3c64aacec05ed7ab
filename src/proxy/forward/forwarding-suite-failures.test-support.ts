import { expect, test } from 'vitest';
import { answersFine, type Script, type Start } from './forwarding-harness.test-support.ts';

const refuse: Script = { kind: 'refuse' };

/** What happens after an endpoint failed. */
export function describeRetries(start: Start): void {
  test('the next endpoint is tried where a connection is refused', async () => {
    const bench = await start([refuse, refuse, answersFine]);
    expect((await bench.send({})).status).toBe(200);
    await bench.recorded(1);
    expect(bench.records).toMatchObject([{ status: 200, attempts: 3 }]);
  });

  test('a body that was begun is sent again', async () => {
    const bench = await start([refuse, answersFine]);
    await bench.send({ method: 'POST', body: ['one', 'two', 20_000] });
    expect(bench.seen).toMatchObject([{ method: 'POST', body: `onetwo${'x'.repeat(20_000)}` }]);
  });

  test('a body larger than what is kept still goes to one endpoint', async () => {
    const bench = await start([answersFine]);
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
    const bench = await start([refuse, refuse, refuse, answersFine], { endpoints: 4 });
    expect((await bench.send({})).status).toBe(502);
    expect(bench.records[0]?.attempts).toBe(3);
  });

  test('a GET is sent again where a kept connection turns out to be closed', async () => {
    const bench = await start([answersFine, { kind: 'close' }, answersFine]);
    await bench.send({});
    expect((await bench.send({ target: '/again' })).status).toBe(200);
    expect(bench.seen.map((seen) => seen.target)).toEqual(['/', '/again', '/again']);
  });

  test('a PUT is, with its body', async () => {
    const bench = await start([answersFine, { kind: 'close' }, answersFine]);
    await bench.send({});
    expect((await bench.send({ method: 'PUT', body: ['text'] })).status).toBe(200);
    expect(bench.seen[2]).toMatchObject({ method: 'PUT', body: 'text' });
  });

  test('a POST is not', async () => {
    const bench = await start([answersFine, { kind: 'close' }]);
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

/** What the client hears when no endpoint answers. */
export function describeFailures(start: Start): void {
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
    const bench = await start([{ kind: 'hang' }], { policies: { timeouts: { response: 30 } } });
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

/** What comes before a response, or in its place. */
export function describeInterim(start: Start): void {
  test('a 100 goes to the client, which then sends its body', async () => {
    const bench = await start([{ ...answersFine, informational: [100] }]);
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
    const bench = await start([{ ...answersFine, informational: [103, 103] }]);
    expect(await bench.send({})).toMatchObject({ status: 200, informational: [103, 103], body: 'fine' });
  });

  test('but not to an HTTP/1.0 client', async () => {
    const bench = await start([{ ...answersFine, informational: [103] }]);
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
