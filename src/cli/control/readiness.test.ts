import { expect, test } from 'vitest';
import type { ControllerDescription } from '../../controller/index.ts';
import type { ServerProcesses, WorkerProgress } from '../../proxy/index.ts';
import { emptySnapshot } from '../../snapshot/index.ts';
import { checkLine, checkReadiness, type ReadinessSources } from './readiness.ts';

const description: ControllerDescription = {
  revision: 1,
  snapshot: emptySnapshot,
  healthy: true,
  settled: true,
  loadBalancers: [],
  backends: [],
  endpoints: [],
  answers: [],
  certificates: [],
  ingresses: [],
  reports: [],
};

function worker(id: number, more: Partial<WorkerProgress> = {}): WorkerProgress {
  return { id, pid: id, state: 'ready', startedAt: 0, acknowledged: 12, owedMs: 0, ...more };
}

const processes: ServerProcesses = {
  supervisor: { pid: 1, startedAt: 0 },
  workers: [worker(3), worker(4)],
  wantedWorkers: 2,
  version: 12,
};

/** The checks that fail, a line each. */
async function failing(
  of: Partial<ControllerDescription>,
  server: Partial<ServerProcesses> = {},
  stopping = false,
): Promise<readonly string[]> {
  const sources: ReadinessSources = {
    describe: () => ({ ...description, ...of }),
    processes: async () => ({ ...processes, ...server }),
    stopping: () => stopping,
  };
  const checks = await checkReadiness(sources);
  return checks.filter(({ good }) => !good).map(checkLine);
}

test('a server that serves what it should is ready', async () => {
  expect(await failing({})).toEqual([]);
});

test('more workers than wanted are no harm', async () => {
  expect(await failing({}, { workers: [worker(1), worker(2), worker(3, { state: 'draining' })] })).toEqual(
    [],
  );
});

test('a server that stops is not', async () => {
  expect(await failing({}, {}, true)).toEqual(['server: stopping']);
});

test('a server that cannot see all of its source is not', async () => {
  expect(await failing({ healthy: false })).toEqual(['source: incomplete: some of it cannot be read']);
});

test('a server that has not applied its first configuration is not', async () => {
  expect(await failing({ settled: false })).toEqual(['configuration: the first one is not applied yet']);
});

test('a server with too few workers is not', async () => {
  expect(await failing({}, { workers: [worker(3), worker(4, { state: 'starting' })] })).toEqual([
    'workers: 1 of 2 ready',
  ]);
});

test('a server with a worker that does not follow is not, once it had time to', async () => {
  const late = { acknowledged: 11, owedMs: 1500 };
  expect(await failing({}, { workers: [worker(3), worker(4, { ...late, owedMs: 900 })] })).toEqual([]);
  expect(await failing({}, { workers: [worker(3, late), worker(4, late)] })).toEqual([
    'configuration: version 12 not acknowledged by worker 3, worker 4',
  ]);
});

test('a server without workers goes by its source and its first configuration alone', async () => {
  const cloud = { workers: [], wantedWorkers: 0, version: 0 };
  expect(await failing({}, cloud)).toEqual([]);
  expect(await failing({ settled: false }, cloud)).toEqual([
    'configuration: the first one is not applied yet',
  ]);
});
