import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DescriptorSink, LineWriter } from '../../telemetry/index.ts';
import type { ExchangeRecord } from '../forward/forwarding.ts';
import type { LogBatch } from '../process/worker-log.ts';
import { AccessLog } from './access-log.ts';
import { exchangeRecord } from './exchange-record.test-support.ts';

let folder: string;
let descriptor: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-log-'));
  descriptor = openSync(join(folder, 'log'), 'a');
});

afterEach(() => {
  closeSync(descriptor);
  rmSync(folder, { recursive: true });
});

function accessLog(format: 'combined' | 'json' | 'off', sample = 1): AccessLog {
  return new AccessLog(new LineWriter(new DescriptorSink(descriptor)), { format, sample });
}

/** Records a request as many times as said, and gives the lines written by then. */
async function written(log: AccessLog, record: ExchangeRecord, times = 1): Promise<readonly string[]> {
  for (let i = 0; i < times; i += 1) log.record(record);
  await log.flush();
  return readFileSync(join(folder, 'log'), 'utf8').split('\n').slice(0, -1);
}

describe('an access log', () => {
  test('writes the form it is set to, from the next request on', async () => {
    const log = accessLog('json');
    await written(log, exchangeRecord());
    log.settings = { format: 'combined', sample: 1 };
    await written(log, exchangeRecord());
    log.settings = { format: 'off', sample: 1 };
    const lines = await written(log, exchangeRecord({ status: 500 }));
    expect(lines).toEqual([
      expect.stringMatching(/^\{"time"/),
      expect.stringMatching(/^192\.0\.2\.1 - - \[/),
    ]);
  });

  test('writes the share of requests it is told to', async () => {
    expect(await written(accessLog('json', 0.125), exchangeRecord(), 1000)).toHaveLength(125);
  });

  test.each([
    ['an error of the backend', exchangeRecord({ status: 500 })],
    ['an answer of our own', exchangeRecord({ status: 408, reason: 'RequestTimeout' })],
    ['a request that was tried again', exchangeRecord({ attempts: 2 })],
  ])('always writes %s', async (_, record) => {
    expect(await written(accessLog('json', 0), record, 10)).toHaveLength(10);
  });

  test.each([
    ['a redirect to HTTPS', exchangeRecord({ status: 308, reason: 'HttpsRedirect' })],
    ['a request that no route takes', exchangeRecord({ status: 404, reason: 'NoRoute' })],
    ['a client that left', exchangeRecord({ status: 499, reason: 'ClientClosed' })],
  ])('takes %s into the sample', async (_, record) => {
    expect(await written(accessLog('json', 0.5), record, 10)).toHaveLength(5);
  });

  test('keeps lines of failed requests apart, whatever its form', () => {
    const log = accessLog('off', 0);
    for (const status of [200, 404, 503]) log.record(exchangeRecord({ status }));
    log.record(exchangeRecord({ status: 404, reason: 'NoRoute' }));
    log.record(exchangeRecord({ status: 308, reason: 'HttpsRedirect' }));
    log.record(exchangeRecord({ status: 499, reason: 'ClientClosed' }));
    const failed = log.takeFailed().map((line) => JSON.parse(line).status);
    expect(failed).toEqual([503, 404]);
    expect(log.takeFailed()).toEqual([]);
  });

  test('keeps the first twenty failures of a stretch, five refusals among them', () => {
    const log = accessLog('off');
    for (let i = 0; i < 30; i += 1) log.record(exchangeRecord({ status: 400, reason: 'BadRequest' }));
    for (let i = 0; i < 30; i += 1) log.record(exchangeRecord({ status: 503 }));
    const failed = log.takeFailed().map((line) => JSON.parse(line).status);
    expect(failed).toEqual([...Array(5).fill(400), ...Array(15).fill(503)]);
    log.record(exchangeRecord({ status: 400, reason: 'BadRequest' }));
    expect(log.takeFailed()).toHaveLength(1);
  });
});

describe('a tap of the log', () => {
  test('gets every line, also those that are not written', async () => {
    const log = accessLog('off', 0);
    const batches: LogBatch[] = [];
    log.setTap((batch, sent) => {
      batches.push(batch);
      sent();
    });
    for (let i = 0; i < 3; i += 1) log.record(exchangeRecord());
    await expect
      .poll(() => batches)
      .toEqual([{ lines: expect.stringMatching(/^(\{.*\}\n){3}$/), count: 3, dropped: 0 }]);
  });

  test('gets what one batch holds, and how many lines did not fit; one batch is on its way at a time', async () => {
    const log = accessLog('off');
    const batches: LogBatch[] = [];
    const arrived: (() => void)[] = [];
    log.setTap((batch, sent) => {
      batches.push(batch);
      arrived.push(sent);
    });
    for (let i = 0; i < 2000; i += 1) log.record(exchangeRecord());
    await expect.poll(() => batches.length).toBe(1);
    for (let i = 0; i < 2000; i += 1) log.record(exchangeRecord());
    arrived[0]?.();
    await expect.poll(() => batches.length).toBe(2);
    arrived[1]?.();
    const [first, second] = batches;
    expect(first?.lines.length).toBeLessThanOrEqual(256 * 1024);
    expect((first?.count ?? 0) + (first?.dropped ?? 0)).toBe(2000);
    expect((second?.count ?? 0) + (second?.dropped ?? 0)).toBe(2000);
    expect(second?.dropped).toBeGreaterThan(0);
  });

  test('gets nothing once it is closed', async () => {
    const log = accessLog('off');
    const batches: LogBatch[] = [];
    log.setTap((batch) => batches.push(batch));
    log.record(exchangeRecord());
    log.setTap(undefined);
    const later: LogBatch[] = [];
    log.setTap((batch) => later.push(batch));
    log.record(exchangeRecord());
    await expect.poll(() => later.length).toBe(1);
    expect(batches).toEqual([]);
  });
});
