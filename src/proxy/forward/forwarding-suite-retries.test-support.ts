import { expect, test } from 'vitest';
import { answersFine, type Script, type Start } from './forwarding-harness.test-support.ts';

const refuse: Script = { kind: 'refuse' };
const close: Script = { kind: 'close' };
const unavailable: Script = { kind: 'answer', status: 503, body: ['try later'] };

/** What routes and settings say of attempts made again. */
export function describeRetryPolicies(start: Start): void {
  test('a route may want no other attempt', async () => {
    const bench = await start([refuse, answersFine], { policies: { retries: { most: 0 } } });
    expect((await bench.send({})).status).toBe(502);
  });

  test('a route may want more attempts than the settings say', async () => {
    const scripts = [refuse, refuse, refuse, refuse, answersFine];
    const bench = await start(scripts, { endpoints: 5, policies: { retries: { most: 4 } } });
    expect((await bench.send({})).status).toBe(200);
  });

  test('an answer is passed over where the route says so: none of it reaches the client', async () => {
    const bench = await start([unavailable, answersFine], { policies: { retries: { on: [503] } } });
    expect(await bench.send({})).toMatchObject({ status: 200, body: 'fine' });
    await bench.recorded(1);
    expect(bench.records).toMatchObject([{ status: 200, attempts: 2, failures: [] }]);
  });

  test('an answer goes to the client where nothing is left to try', async () => {
    const policies = { retries: { on: [503] } } as const;
    const bench = await start([unavailable, unavailable], { endpoints: 2, policies });
    expect(await bench.send({})).toMatchObject({ status: 503, body: 'try later' });
  });

  test('the status of an answer passed over is the last word where nothing better comes', async () => {
    const policies = { retries: { on: [503] } } as const;
    const bench = await start([unavailable, refuse], { endpoints: 2, policies });
    expect((await bench.send({})).status).toBe(503);
  });

  test('the answer to a POST is never passed over', async () => {
    const bench = await start([unavailable], { policies: { retries: { on: [503] } } });
    expect(await bench.send({ method: 'POST', body: ['text'] })).toMatchObject({ status: 503 });
  });

  test('nor is one with another status', async () => {
    const bench = await start([{ ...answersFine, status: 500 }], { policies: { retries: { on: [503] } } });
    expect((await bench.send({})).status).toBe(500);
  });

  test('a GET that broke off on a new connection is sent again where the route says so', async () => {
    const policies = { retries: { on: ['error'] } } as const;
    const bench = await start([close, answersFine], { policies });
    expect((await bench.send({ method: 'PUT', body: ['text'] })).status).toBe(200);
    expect(bench.seen[1]).toMatchObject({ method: 'PUT', body: 'text' });
  });

  test('a POST is not, whatever the route says', async () => {
    const bench = await start([close], { policies: { retries: { on: ['error'] } } });
    expect((await bench.send({ method: 'POST', body: ['text'] })).status).toBe(502);
  });

  test('a body that was too large to keep is not sent again', async () => {
    const bench = await start([unavailable], { policies: { retries: { on: [503] } } });
    expect((await bench.send({ method: 'PUT', body: [70_000] })).status).toBe(503);
  });

  test('all attempts together have the time of one', async () => {
    const policies = { timeouts: { response: 60 }, retries: { on: ['timeout'] } } as const;
    const bench = await start([{ kind: 'hang' }, answersFine], { policies });
    expect((await bench.send({})).status).toBe(504);
    await bench.recorded(1);
    expect(bench.records).toMatchObject([{ attempts: 1, reason: 'UpstreamTimeout' }]);
  });

  test('what goes beyond moving on once needs room in the budget', async () => {
    const retries = { attempts: 3, budgetShare: 0, budgetLeast: 0 };
    const moves = await start([refuse, answersFine], { settings: { retries } });
    expect((await moves.send({})).status).toBe(200);
    await moves.close();
    const bench = await start([refuse, refuse, answersFine], { settings: { retries } });
    expect((await bench.send({})).status).toBe(502);
  });
}
