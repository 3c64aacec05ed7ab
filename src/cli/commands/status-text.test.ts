import { describe, expect, test } from 'vitest';
import { renderLine } from '../terminal/print.ts';
import type { ProblemGroup, StatusRow } from '../wire/wire.ts';
import { statusLines } from './status-text.ts';
import { verdictOf } from './status-verdict.ts';

const now = Date.UTC(2026, 10, 24);

function status(more: Partial<StatusRow> = {}): StatusRow {
  return {
    version: '1.2.3',
    errors: 0,
    warnings: 0,
    problems: [],
    instances: [
      {
        id: 'lb-n254dn0i3kelfx9zw',
        name: 'sluice',
        addressType: 'internet',
        address: '127.0.0.1',
        ports: { 80: 8080, 443: 8443 },
        state: 'active',
        programmed: true,
        ingresses: 2,
        hosts: 3,
      },
    ],
    ingresses: 2,
    processes: [
      { role: 'supervisor', pid: 10, state: 'running', startedAt: now - 7_200_000, memory: 50 * 1024 * 1024 },
      { role: 'control', pid: 11, state: 'running' },
      { role: 'worker', pid: 12, state: 'ready', acknowledged: 12 },
      { role: 'worker', pid: 13, state: 'ready', acknowledged: 11 },
    ],
    source: { revision: 4, complete: true },
    configuration: { settled: true, programmed: true, version: 12, changedAt: now - 180_000 },
    certificates: [],
    admin: '127.0.0.1:10254',
    ...more,
  };
}

function text(row: StatusRow, width?: number): readonly string[] {
  return statusLines(row, { now, ...(width === undefined ? {} : { width }) }).map(renderLine);
}

const group: ProblemGroup = {
  reason: 'ServiceNotFound',
  severity: 'error',
  count: 12,
  problems: [
    {
      severity: 'error',
      object: 'Ingress shop/web',
      reason: 'ServiceNotFound',
      message: 'Service shop/tea does not exist',
      hint: 'Create the Service.',
      field: 'spec.rules[0]',
      file: 'web.yaml',
      line: 7,
    },
  ],
};

describe('a status of a server whose instances are in a cloud', () => {
  const cloud = status({
    provider: 'alibaba-clb',
    processes: [
      { role: 'supervisor', pid: 10, state: 'running' },
      { role: 'control', pid: 11, state: 'running' },
    ],
    configuration: { settled: true, programmed: true },
  });

  test('is well without workers, and says nothing of versions', () => {
    expect(verdictOf(cloud)).toEqual({ kind: 'ok', text: '2 Ingresses on 1 instance' });
    expect(text(cloud)).toContain('  the source is complete');
    expect(text(cloud)).toContain('  Sluice 1.2.3, provider alibaba-clb');
    expect(text(cloud).join('\n')).not.toMatch(/worker|version/);
  });

  test('warns while a change is not in force', () => {
    const waiting = { ...cloud, configuration: { settled: true, programmed: false } };
    expect(verdictOf(waiting).kind).toBe('warning');
  });
});

describe('a status', () => {
  test('of a server that is well begins with OK and shows what it runs', () => {
    expect(text(status())).toEqual([
      'OK: 2 Ingresses on 1 instance',
      '',
      'Instances',
      '  ID                    NAME    ADDRESS    PORTS      TYPE      STATE   INGRESSES  HOSTS',
      '  lb-n254dn0i3kelfx9zw  sluice  127.0.0.1  8080,8443  internet  active  2          3',
      '',
      'Processes',
      '  PROCESS     PID  STATE    UPTIME  MEMORY',
      '  supervisor  10   running  2h      50 MiB',
      '  control     11   running  -       -',
      '  worker      12   ready    -       -',
      '  worker      13   ready    -       -',
      '',
      'Configuration',
      '  version 12; acknowledged by 1 of 2 workers; changed 3m ago; the source is complete',
      '',
      'Server',
      '  Sluice 1.2.3',
      '  admin endpoint: http://127.0.0.1:10254/',
    ]);
  });

  test('shows problems first: one hint a reason, the object, the place, and how many more there are', () => {
    expect(text(status({ errors: 12, warnings: 1, problems: [group] })).slice(0, 9)).toEqual([
      '12 errors, 1 warning',
      '',
      'Problems',
      '  error ServiceNotFound (12)',
      '    Ingress shop/web (spec.rules[0], web.yaml:7)',
      '      Service shop/tea does not exist',
      '    … and 11 more',
      '    hint: Create the Service.',
      '  sluice status --all shows every problem.',
    ]);
  });

  test('fits a narrow terminal without wrapping its tables', () => {
    const tables = text(status(), 60).filter((line) => /lb-|INGRESSES|PID|worker /.test(line));
    expect(tables.length).toBeGreaterThan(3);
    for (const line of tables) expect(line.length).toBeLessThanOrEqual(60);
  });

  test('tells of lines of the access log that were lost', () => {
    expect(text(status({ accessLogDropped: 3 }))).toContain('  access log: 3 lines lost since the start');
  });

  test('cannot be steered or faked by what objects say', () => {
    const [problem] = group.problems;
    const hostile = {
      ...group,
      problems: problem === undefined ? [] : [{ ...problem, message: 'a\nOK: fine\u001b[2J' }],
    };
    const lines = text(status({ errors: 1, problems: [hostile] }))
      .join('\n')
      .split('\n');
    expect(lines).not.toContain('OK: fine');
    expect(lines.join('')).not.toContain('\u001b');
  });
});

describe('the verdict', () => {
  const worker = { role: 'worker', pid: 12, state: 'starting' } as const;

  test.each<[string, Partial<StatusRow>, string, RegExp]>([
    ['warnings alone do not make an error', { warnings: 2 }, 'warning', /^2 warnings$/],
    ['errors do', { errors: 1, warnings: 2 }, 'error', /^1 error, 2 warnings$/],
    [
      'no worker is an error although no object is wrong',
      { processes: [worker] },
      'error',
      /no worker is ready/,
    ],
    [
      'a worker that starts is a warning',
      { processes: [worker, { ...worker, state: 'ready' }] },
      'warning',
      /1 of 2/,
    ],
    [
      'a change under way is one',
      { configuration: { settled: true, programmed: false } },
      'warning',
      /not in force/,
    ],
    ['an incomplete source is one', { source: { revision: 1, complete: false } }, 'warning', /source/],
    ['a directory without a server has no workers to lack', { processes: [] }, 'ok', /^2 Ingresses/],
  ])('%s', (_, more, kind, message) => {
    expect(verdictOf(status(more))).toEqual({ kind, text: expect.stringMatching(message) });
  });
});
