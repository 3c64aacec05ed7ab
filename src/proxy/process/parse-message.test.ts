import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseForControl,
  parseForWorker,
  parseFromControl,
  parseFromEcho,
  parseFromWorker,
} from './parse-message.ts';

const part = { key: 'a', hash: 'h', text: '{}' };
const entries = [['shop/web', [{ address: '127.0.0.1', port: 80 }]]];

describe.each([
  [
    'worker to supervisor',
    parseFromWorker,
    [
      { kind: 'ready' },
      { kind: 'need-full' },
      { kind: 'beat' },
      { kind: 'beat', counters: { requests: 1 } },
      { kind: 'ack', version: 3, listenerProblems: [{ listener: 'lb/80', code: 'EACCES' }] },
      { kind: 'refused', version: 3, full: true, why: 'because' },
    ],
  ],
  [
    'control to supervisor',
    parseFromControl,
    [
      { kind: 'hello' },
      { kind: 'inventory', id: '1' },
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
    ],
  ],
  [
    'supervisor to control',
    parseForControl,
    [
      { kind: 'stopping' },
      { kind: 'no-echo', id: '1' },
      { kind: 'echo', id: '1', entries },
      { kind: 'echo', entries },
      { kind: 'inventory', id: '1', entries: [['a', 'h']] },
      { kind: 'pushed', id: '1', result: { version: 1, listenerProblems: [], refused: 'because' } },
      { kind: 'workers', workers: [{ id: 1, pid: 2, state: 'ready', startedAt: 3 }] },
      { kind: 'counters', live: [[1, { requests: 1 }]], ended: undefined },
    ],
  ],
] as const)('%s', (_, parse, messages) => {
  test('takes every message of its direction', () => {
    for (const message of messages) expect(parse(message)).toEqual(message);
  });

  test('takes none with a field of another type', () => {
    for (const message of messages) {
      for (const field of Object.keys(message)) {
        if (['counters', 'ended', 'full', 'why'].includes(field)) continue;
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
