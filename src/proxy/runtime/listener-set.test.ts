import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataPlaneBench, endpointsPart, hostPart, httpListener } from '../../../test/support/data-plane.ts';

let bench: DataPlaneBench;

beforeEach(() => {
  bench = new DataPlaneBench();
});

afterEach(() => bench.close());

test('connections that wait to be accepted when draining begins are served', async () => {
  const endpoint = await bench.origin('one');
  const set = [httpListener('l'), hostPart('a.example', ['/', 'one']), endpointsPart('one', endpoint)];
  await bench.dataPlane.apply({ set, delete: [], full: true });
  const count = 100;
  const signal = new SharedArrayBuffer(4);
  const clients = new Worker(join(import.meta.dirname, 'fixtures', 'waiting-clients.ts'), {
    workerData: { port: bench.dataPlane.ports().get('l'), count, signal },
  });
  await once(clients, 'online');
  const answers = once(clients, 'message');
  expect(Atomics.wait(new Int32Array(signal), 0, 0, 10_000)).not.toBe('timed-out');
  await bench.dataPlane.drain(10_000);
  expect((await answers)[0]).toEqual(Array.from({ length: count }, () => 'HTTP/1.1 200'));
  await clients.terminate();
});
