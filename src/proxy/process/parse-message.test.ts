import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeRows } from '../../telemetry/index.ts';
import {
  parseForControl,
  parseForWorker,
  parseFromControl,
  parseFromEcho,
  parseFromWorker,
} from './parse-message.ts';

const report = { rows: takeRows([]), counts: { requests: 1 } };
const part = { key: 'a', hash: 'h', text: '{}' };
const entries = [['shop/web', [{ address: '127.0.0.1', port: 80 }]]];

describe.each([
  [
    'worker to supervisor',
    parseFromWorker,
    [
      { kind: 'ready' },
      { kind: 'need-full' },
      { kind: 'failed-requests', lines: ['{}'] },
      { kind: 'log-lines', batch: { lines: '{}\n', count: 1, dropped: 0 } },
      { kind: 'beat' },
      { kind: 'beat', counters: report, gauges: { memory: 1 } },
      { kind: 'ack', version: 3, listenerProblems: [{ listener: 'lb/80', code: 'EACCES' }] },
      { kind: 'refused', version: 3, full: true, why: 'because' },
    ],
  ],
  [
    'control to supervisor',
    parseFromControl,
    [
      { kind: 'hello' },
      { kind: 'tap', on: true },
      { kind: 'keep-counters', mostRoutes: 5, forget: ['a'] },
      { kind: 'inventory', id: '1' },
      { kind: 'processes', id: '4' },
      { kind: 'push', id: '2', set: [part], delete: ['b'] },
      { kind: 'echo', id: '3', services: ['shop/web'] },
    ],
  ],
  ['echo to supervisor', parseFromEcho, [{ kind: 'echo', id: 1, entries }]],
  [
    'supervisor to worker',
    parseForWorker,
    [
      { kind: 'update', update: { base: 0, version: 1, set: [part], delete: [] } },
      { kind: 'drain', deadlineMs: 5 },
      { kind: 'reopen-log' },
      { kind: 'tap', on: false },
    ],
  ],
  [
    'supervisor to control',
    parseForControl,
    [
      { kind: 'stopping' },
      { kind: 'failed-requests', lines: ['{}'] },
      { kind: 'log-lines', batch: { lines: '{}\n', count: 1, dropped: 0 } },
      { kind: 'no-echo', id: '1' },
      { kind: 'echo', id: '1', entries },
      { kind: 'echo', entries },
      { kind: 'inventory', id: '1', entries: [['a', 'h']] },
      {
        kind: 'processes',
        id: '4',
        state: {
          supervisor: { pid: 1, startedAt: 2 },
          workers: [{ id: 1, pid: 2, state: 'ready', startedAt: 3, acknowledged: 4, owedMs: 0 }],
          wantedWorkers: 2,
          version: 4,
          changedAt: 5,
        },
      },
      { kind: 'pushed', id: '1', result: { version: 1, listenerProblems: [], refused: 'because' } },
      { kind: 'workers', workers: [{ id: 1, pid: 2, state: 'ready', startedAt: 3 }] },
      {
        kind: 'counters',
        fresh: true,
        report,
        gauges: [{ process: 'worker', worker: 1, gauges: { memory: 1 } }],
      },
    ],
  ],
] as const)('%s', (_, parse, messages) => {
  test('takes every message of its direction', () => {
    for (const message of messages) expect(parse(message)).toEqual(message);
  });

  test('takes none with a field of another type', () => {
    for (const message of messages) {
      for (const field of Object.keys(message)) {
        if (['fresh', 'full', 'why'].includes(field)) continue;
        const bad = { ...message, [field]: { odd: true } };
        // Only an address change may come without an id.
        if ('entries' in message && field === 'id') continue;
        expect(parse(bad), `${message.kind} ${field}`).toBeUndefined();
      }
    }
  });

  test('throws at nothing', () => {
    fc.assert(fc.property(fc.anything(), (value) => parse(value) === undefined));
  });
});

test("a worker's own words are bounded and on one line", () => {
  const why = `first\n${'x'.repeat(10_000)}`;
  const message = parseFromWorker({ kind: 'refused', version: 1, why });
  expect(message).toMatchObject({ full: false, why: `first ${'x'.repeat(494)}` });
});
