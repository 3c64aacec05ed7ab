import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { portOf, serviceYaml, sourceHarness } from './source-harness.test-support.ts';

const broken = 'a:\n\tb: 1\n';

describe('an edit that makes an object invalid', () => {
  test('keeps its last good version and says where the mistake is', async () => {
    const source = sourceHarness();
    source.write('a.yaml', serviceYaml('web'));
    await source.start();
    source.write('a.yaml', `${serviceYaml('web', 99999)}---\n${serviceYaml('new', 99999)}`);
    await source.until(({ reports }) => reports.length > 0);
    expect(portOf(source.state(), 'web')).toBe(80);
    expect(source.reports()).toEqual([
      'new InvalidObject a.yaml:15 spec.ports[0].port',
      'web LastGoodKept a.yaml:7 spec.ports[0].port',
    ]);
    expect(source.changes).toEqual([
      {
        keys: new Map(),
        lines: [
          'Service default/web is invalid, last good kept (a.yaml)',
          'Service default/new is invalid, left out (a.yaml)',
        ],
        reportsChanged: true,
      },
    ]);
    source.write('a.yaml', serviceYaml('web', 81));
    await source.until((state) => portOf(state, 'web') === 81);
    expect(source.reports()).toEqual([]);
  });

  test('keeps it across restarts', async () => {
    const source = sourceHarness();
    source.write('a.yaml', `${serviceYaml('web')}---\n${serviceYaml('api')}`);
    await source.start();
    source.write('a.yaml', `${serviceYaml('web', 99999)}---\n${serviceYaml('api', 81)}`);
    await source.until(({ reports }) => reports.length > 0);
    for (let run = 0; run < 2; run += 1) {
      await source.stop();
      await source.start();
      expect([portOf(source.state(), 'web'), portOf(source.state(), 'api')]).toEqual([80, 81]);
      expect(source.reports()).toEqual(['web LastGoodKept a.yaml:7 spec.ports[0].port']);
    }
  });

  test('keeps no version of an object that was deleted while it was down', async () => {
    const source = sourceHarness();
    source.write('a.yaml', `${serviceYaml('web')}---\n${serviceYaml('api')}`);
    await source.start();
    await source.stop();
    source.write('a.yaml', serviceYaml('api'));
    await source.start();
    expect(portOf(source.state(), 'web')).toBeUndefined();
    await source.stop();
    source.write('a.yaml', serviceYaml('web', 99999));
    await source.start();
    expect(source.state().snapshot.services.size).toBe(0);
    expect(source.reports()).toEqual(['web InvalidObject a.yaml:7 spec.ports[0].port']);
  });
});

describe('a file that cannot be parsed', () => {
  test.each([
    ['tabs', broken, 'a.yaml:2', 'Tabs are not allowed as indentation (column 1)'],
    [
      'duplicate keys',
      `${serviceYaml('web', 81)}kind: Service\n`,
      'a.yaml:8',
      'key "kind" is there twice (column 1)',
    ],
    ['a binary file', 'apiVersion: v1\0', 'a.yaml', 'binary'],
    ['a file over 8 MiB', `# ${'x'.repeat(10 * 1024 * 1024)}`, 'a.yaml', 'larger than 8 MiB'],
    ['deep nesting', '['.repeat(60_000), 'a.yaml:1', ''],
  ])('for %s keeps all it held, across restarts', async (_name, text, place, message) => {
    const source = sourceHarness();
    source.write('a.yaml', `${serviceYaml('web')}---\n${serviceYaml('api')}`);
    source.write('b.yaml', serviceYaml('other'));
    await source.start();
    source.write('a.yaml', text);
    await source.until(({ reports }) => reports.length > 0);
    const check = () => {
      const { snapshot, reports } = source.state();
      expect([...snapshot.services.keys()].sort()).toEqual(['default/api', 'default/other', 'default/web']);
      expect(portOf(source.state(), 'web')).toBe(80);
      expect(source.reports().filter((line) => line.includes('LastGoodKept'))).toHaveLength(2);
      const report = reports.find(({ object }) => object.kind === 'File');
      expect(`${report?.file}${report?.line === undefined ? '' : `:${report.line}`}`).toBe(place);
      expect(report?.message).toContain(message);
    };
    check();
    await source.stop();
    await source.start();
    check();
  });

  test('in one document leaves the others in effect', async () => {
    const source = sourceHarness();
    source.write('a.yaml', `${serviceYaml('web')}---\n${serviceYaml('api')}`);
    await source.start();
    source.write('a.yaml', `${serviceYaml('web')}kind: twice\n---\n${serviceYaml('api', 81)}`);
    await source.until((state) => portOf(state, 'api') === 81);
    expect(portOf(source.state(), 'web')).toBe(80);
    expect(source.reports()).toEqual(['a.yaml InvalidFile a.yaml:8', 'web LastGoodKept a.yaml:8']);
  });

  test('and is then deleted takes its objects with it', async () => {
    const source = sourceHarness();
    source.write('a.yaml', serviceYaml('web'));
    await source.start();
    source.write('a.yaml', broken);
    await source.until(({ reports }) => reports.length > 0);
    rmSync(source.path('a.yaml'));
    await source.until(({ snapshot }) => snapshot.services.size === 0);
    expect(source.reports()).toEqual([]);
  });
});

describe('the same object in two places', () => {
  test('is taken from the first by path, and from the other when that goes', async () => {
    const source = sourceHarness();
    source.write('a.yaml', serviceYaml('web', 1));
    source.write('b.yaml', `${serviceYaml('web', 2)}---\n${serviceYaml('web', 3)}`);
    await source.start();
    expect(portOf(source.state(), 'web')).toBe(1);
    expect(source.state().reports.map(({ message }) => message)).toEqual([
      'is also in a.yaml:1, which is used; b.yaml:1 is left out',
      'is also in a.yaml:1, which is used; b.yaml:9 is left out',
    ]);
    rmSync(source.path('a.yaml'));
    await source.until((state) => portOf(state, 'web') === 2);
    expect(source.reports()).toEqual(['web DuplicateObject b.yaml:9']);
  });

  test('stays when the first turns invalid', async () => {
    const source = sourceHarness();
    source.write('a.yaml', serviceYaml('web', 1));
    source.write('b.yaml', serviceYaml('web', 2));
    await source.start();
    source.write('a.yaml', serviceYaml('web', 99999));
    await source.until(({ reports }) => reports.some(({ reason }) => reason === 'LastGoodKept'));
    expect(portOf(source.state(), 'web')).toBe(1);
  });
});

describe('the time an object was first seen', () => {
  const times = (source: ReturnType<typeof sourceHarness>) =>
    [...source.state().snapshot.services.values()].map(({ metadata }) => [
      metadata.name,
      metadata.creationTimestamp,
    ]);

  test('is one for the first reading, is kept across edits and restarts, and goes with the object', async () => {
    const source = sourceHarness();
    source.write('a.yaml', serviceYaml('web'));
    source.write('b.yaml', serviceYaml('api'));
    await source.start();
    source.time = 2000;
    source.write('0.yaml', serviceYaml('first'));
    source.write('a.yaml', serviceYaml('web', 81));
    await source.until((state) => portOf(state, 'web') === 81 && portOf(state, 'first') === 80);
    await source.stop();
    source.time = 3000;
    await source.start();
    expect(times(source).sort()).toEqual([
      ['api', 1000],
      ['first', 2000],
      ['web', 1000],
    ]);
    rmSync(source.path('b.yaml'));
    await source.until((state) => portOf(state, 'api') === undefined);
    source.write('b.yaml', serviceYaml('api'));
    await source.until((state) => portOf(state, 'api') === 80);
    expect(times(source).find(([name]) => name === 'api')).toEqual(['api', 3000]);
  });

  test('gives way to a time of its own', async () => {
    const source = sourceHarness();
    source.write(
      'a.yaml',
      serviceYaml('web').replace('  name', '  creationTimestamp: "2020-01-01T00:00:00Z"\n  name'),
    );
    await source.start();
    expect(times(source)).toEqual([['web', Date.UTC(2020, 0, 1)]]);
  });
});

describe('Secrets', () => {
  const secret = (value: string) =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {k: ${value}}\n`;

  test('are kept apart, for the owner only', async () => {
    const source = sourceHarness();
    source.write('a.yaml', secret('hunter'));
    await source.start();
    await source.stop();
    const kept = join(source.stateDirectory, 'keys', 'secrets.jsonl');
    expect(statSync(join(source.stateDirectory, 'keys')).mode & 0o777).toBe(0o700);
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    expect(readFileSync(kept, 'utf8')).toContain(Buffer.from('hunter').toString('base64'));
    expect(readFileSync(join(source.stateDirectory, 'source', 'objects.jsonl'), 'utf8')).not.toContain(
      'Secret',
    );
    source.write('a.yaml', secret('[1]'));
    await source.start();
    expect(source.state().snapshot.secrets.get('default/s')?.data).toEqual({ k: 'hunter' });
  });

  test('that are kept no longer are removed', async () => {
    const source = sourceHarness();
    source.write('a.yaml', secret('hunter'));
    await source.start();
    await source.stop();
    await source.start({ keepKeys: false });
    expect(readdirSync(join(source.stateDirectory, 'keys'))).toEqual([]);
  });

  test('are not kept when they must not be', async () => {
    const source = sourceHarness();
    source.write('a.yaml', secret('hunter'));
    await source.start({ keepKeys: false });
    await source.stop();
    expect(() => statSync(join(source.stateDirectory, 'keys'))).toThrow('ENOENT');
    source.write('a.yaml', secret('[1]'));
    await source.start({ keepKeys: false });
    expect(source.reports()).toEqual(['s InvalidObject a.yaml:4 stringData.k']);
  });
});

test('a state directory of another format ends the start with a hint', async () => {
  const source = sourceHarness();
  await source.start();
  await source.stop();
  writeFileSync(join(source.stateDirectory, 'source', 'objects.jsonl'), '{"format":"other"}\n');
  await expect(source.start()).rejects.toMatchObject({
    code: 'StateFormatUnknown',
    hint: expect.any(String),
  });
});
