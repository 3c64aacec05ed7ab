import { describe, expect, test } from 'vitest';
import { describeProblem } from './origin.ts';
import { parseSettingsFile } from './settings-file.ts';

function problems(text: string): readonly string[] {
  return parseSettingsFile('s.yaml', text).problems.map(describeProblem);
}

function values(text: string): Readonly<Record<string, unknown>> {
  const { entries } = parseSettingsFile('s.yaml', text);
  return Object.fromEntries([...entries].map(([name, { value }]) => [name, value]));
}

describe('a file of settings', () => {
  test.each(['', '# nothing yet\n', '---\n', 'null\n', '{}\n'])('may say nothing: %j', (text) => {
    expect(parseSettingsFile('s.yaml', text)).toEqual({ entries: new Map(), problems: [] });
  });

  test('holds values of each form, and where each stands', () => {
    const text =
      'workers: 3\necho: true\n\naccessLog: off\nprofiles: [a=slb]\nresponseTimeout: 2.5\nstateDir: "./s"\n';
    expect(values(text)).toEqual({
      workers: 3,
      echo: true,
      accessLog: 'off',
      profiles: ['a=slb'],
      responseTimeout: 2.5,
      stateDir: './s',
    });
    const origin = parseSettingsFile('s.yaml', text).entries.get('accessLog')?.origin;
    expect(origin).toEqual({ kind: 'file', file: 's.yaml', line: 4, column: 1 });
  });

  test('takes null for a setting that is not set', () => {
    expect(values('workers:\necho: ~\n')).toEqual({});
  });

  test('may use anchors', () => {
    expect(values('connectTimeout: &t 3\nsendTimeout: *t\n')).toEqual({ connectTimeout: 3, sendTimeout: 3 });
  });
});

describe('what is wrong with a file of settings', () => {
  test.each([
    ['workerz: 3', 's.yaml:1:1: workerz: there is no such setting; did you mean workers?'],
    ['http-port: 80', 's.yaml:1:1: http-port: there is no such setting; did you mean httpPort?'],
    ['--http-port: 80', 's.yaml:1:1: --http-port: there is no such setting; did you mean httpPort?'],
    ['HTTP_PORT: 80', 's.yaml:1:1: HTTP_PORT: there is no such setting; did you mean httpPort?'],
    ['__proto__: 1', 's.yaml:1:1: __proto__: there is no such setting.'],
    ['toString: 1', 's.yaml:1:1: toString: there is no such setting.'],
    ['config: x', 's.yaml:1:1: config: it cannot stand in the file; use --config.'],
    ['echo: true\n\nworkers: "3"', 's.yaml:3:1: workers: expected a whole number from 2 to 64.'],
    ['echo: yes', 's.yaml:1:1: echo: expected true or false.'],
    ['accessLogSample: .nan', 's.yaml:1:1: accessLogSample: expected a number from 0 to 1.'],
    ['manifests: [a]', 's.yaml:1:1: manifests: expected a path.'],
    [
      'adminHosts: a',
      's.yaml:1:1: adminHosts: expected a list of at most 64, each a host name or an IP address.',
    ],
    ['workers: 2\nworkers: 3', 's.yaml:2:1: this setting stands twice in the file.'],
    ['- workers', 's.yaml:1:1: expected a map of settings, one NAME: VALUE a line.'],
    ['workers', 's.yaml:1:1: expected a map of settings, one NAME: VALUE a line.'],
    ['[a]: 1', 's.yaml:1:1: (a key that is no name): there is no such setting.'],
    [
      'workers: *gone',
      's.yaml:1:1: workers: Unresolved alias (the anchor must be set before the alias): gone.',
    ],
    ['echo: true\n---\nworkers: 3', 's.yaml:2:1: expected one document only.'],
  ])('%j', (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  test('is told by the line, and in its order', () => {
    const told = problems('b: 1\nworkers: x\nworkers: 3\na: 1\n');
    expect(told.map((line) => line.split(':')[1])).toEqual(['1', '2', '3', '4']);
  });

  test('is syntax, at its line', () => {
    expect(problems('echo: true\nworkers: [1\n')[0]).toMatch(/^s\.yaml:\d+:\d+: /);
  });

  test.each([
    ['aliases that multiply', bomb(12)],
    ['nesting without end', '['.repeat(100_000)],
    ['nesting that ends', `workers: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ])('may be hostile: %s', (_what, text) => {
    expect(problems(text).length).toBeGreaterThan(0);
  });

  function bomb(levels: number): string {
    const level = (index: number): string =>
      `profiles${index}: &a${index} [${`*a${index - 1}, `.repeat(9)}x]`;
    return [
      'x: &a0 [a=slb]',
      ...Array.from({ length: levels }, (_, index) => level(index + 1)),
      `profiles: *a${levels}`,
    ].join('\n');
  }
});
