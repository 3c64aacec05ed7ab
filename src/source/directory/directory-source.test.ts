import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { OperatorError } from '../../base/index.ts';
import { portOf, serviceYaml, sourceHarness } from './source-harness.test-support.ts';

describe('the first reading', () => {
  test('finds manifests in all folders, and several objects a file', async () => {
    const source = sourceHarness();
    source.write('a.yaml', `${serviceYaml('one')}---\n# nothing\n---\n${serviceYaml('two')}`);
    source.write('sub/deep/b.yml', serviceYaml('three'));
    source.write(
      'c.json',
      JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map' } }, null, '\t'),
    );
    source.write(
      'list.yaml',
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: s}}\n',
    );
    source.write(
      'typed.yaml',
      'apiVersion: v1\nkind: ServiceList\nitems:\n- {metadata: {name: four}, spec: {ports: [{port: 4}]}}\n',
    );
    for (const name of [
      '.hidden.yaml',
      '#d.yaml#',
      '.#d.yaml',
      'd.yaml~',
      'd.yaml.swp',
      'd.tmp',
      '..data/e.yaml',
    ]) {
      source.write(name, serviceYaml('never'));
    }
    await source.start();
    const { snapshot, reports, healthy } = source.state();
    expect([...snapshot.services.keys()].sort()).toEqual([
      'default/four',
      'default/one',
      'default/three',
      'default/two',
    ]);
    expect([...snapshot.configMaps.keys(), ...snapshot.secrets.keys()]).toEqual(['default/map', 'default/s']);
    expect(reports).toEqual([]);
    expect(healthy).toBe(true);
  });

  test('knows which file an object came from, and at which line', async () => {
    const source = sourceHarness();
    source.write('sub/a.yaml', `# two of them\n${serviceYaml('api')}---\n${serviceYaml('web')}`);
    await source.start();
    expect(source.place('Service', 'default/web')).toBe('sub/a.yaml');
    expect(source.line('Service', 'default/api')).toBe(2);
    expect(source.line('Service', 'default/web')).toBeGreaterThan(3);
    expect(source.line('Service', 'default/other')).toBeUndefined();
    expect(source.place('Service', 'default/other')).toBeUndefined();
  });

  test('gives namespaced objects the default namespace', async () => {
    const source = sourceHarness();
    source.write('a.yaml', serviceYaml('web'));
    await source.start({ defaultNamespace: 'shop' });
    expect([...source.state().snapshot.services.keys()]).toEqual(['shop/web']);
  });

  test('reports kinds it does not read once a document', async () => {
    const source = sourceHarness();
    source.write(
      'a.yaml',
      `${serviceYaml('web')}---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n`,
    );
    await source.start();
    expect(source.reports()).toEqual(['web UnknownKind a.yaml:9']);
  });

  test('does not follow links to folders that hold the manifests', async () => {
    const source = sourceHarness();
    source.write('a.yaml', serviceYaml('a'));
    symlinkSync('/', source.path('everything'));
    symlinkSync('../..', source.path('above'));
    await source.start();
    expect([...source.state().snapshot.services.keys()]).toEqual(['default/a']);
    expect(source.state().healthy).toBe(true);
    expect(source.logged).toEqual([
      'Not read as a manifest: above is a link to a folder that holds this one',
      'Not read as a manifest: everything is a link to a folder that holds this one',
    ]);
  });

  test('says what looks like a manifest and is none', async () => {
    const source = sourceHarness();
    source.write('folder.yaml/a.yaml', serviceYaml('a'));
    symlinkSync('nowhere', source.path('dangling.yaml'));
    symlinkSync('/dev/null', source.path('device.yaml'));
    execFileSync('mkfifo', [source.path('pipe.yaml')]);
    await source.start();
    const said = [
      'Not read as a manifest: dangling.yaml is a link to nothing',
      'Not read as a manifest: device.yaml is not a regular file',
      'Not read as a manifest: folder.yaml is a folder; the manifests in it are read',
      'Not read as a manifest: pipe.yaml is not a regular file',
    ];
    expect(source.logged).toEqual(said);
    expect([...source.state().snapshot.services.keys()]).toEqual(['default/a']);
    execFileSync('mkfifo', [source.path('late.yaml')]);
    source.write('sub/b.yaml', serviceYaml('b'));
    await source.until(({ snapshot }) => snapshot.services.has('default/b'));
    expect(source.logged).toEqual([...said, 'Not read as a manifest: late.yaml is not a regular file']);
  });

  test('goes 32 folders deep and no deeper', async () => {
    const source = sourceHarness();
    source.write(`${'f/'.repeat(32)}a.yaml`, serviceYaml('a'));
    source.write(`${'f/'.repeat(33)}b.yaml`, serviceYaml('b'));
    await source.start();
    expect([...source.state().snapshot.services.keys()]).toEqual(['default/a']);
    expect(source.state().reports).toMatchObject([
      { reason: 'FileUnreadable', message: expect.stringContaining('it is more than 32 folders deep') },
    ]);
  });

  test('ends when links make a circle, and reads each folder once', async () => {
    const source = sourceHarness();
    source.write('sub/a.yaml', serviceYaml('web'));
    symlinkSync('..', source.path('sub/up'));
    symlinkSync('sub', source.path('z'));
    await source.start();
    expect(portOf(source.state(), 'web')).toBe(80);
    expect(source.reports()).toEqual([]);
  });

  test.each([
    ['ManifestsNotFound', 'missing'],
    ['ManifestsNotDirectory', 'file'],
  ])('ends with %s when the directory is no directory', async (code, name) => {
    const source = sourceHarness();
    writeFileSync(join(source.directory, '..', 'file'), '');
    const started = source.start({ directory: join(source.directory, '..', name) });
    await expect(started).rejects.toThrow(OperatorError);
    await expect(started).rejects.toMatchObject({ code, hint: expect.stringContaining('directory') });
  });
});

describe('a change', () => {
  test('of a file takes effect and is described', async () => {
    const source = sourceHarness();
    source.write('a.yaml', serviceYaml('web'));
    await source.start();
    source.write('a.yaml', serviceYaml('web', 81));
    await source.until((state) => portOf(state, 'web') === 81);
    expect(source.changes).toEqual([
      {
        keys: new Map([['Service', new Set(['default/web'])]]),
        lines: ['Service default/web changed (a.yaml)'],
        reportsChanged: false,
      },
    ]);
  });

  test('adds and deletes files, also in new folders', async () => {
    const source = sourceHarness();
    await source.start();
    source.write('new/deeper/a.yaml', serviceYaml('web'));
    await source.until((state) => portOf(state, 'web') === 80);
    source.write('new/deeper/b.yaml', serviceYaml('api'));
    await source.until((state) => portOf(state, 'api') === 80);
    rmSync(source.path('new'), { recursive: true });
    await source.until(({ snapshot }) => snapshot.services.size === 0);
    expect(source.changes.flatMap(({ lines }) => lines)).toEqual([
      'Service default/web added (new/deeper/a.yaml)',
      'Service default/api added (new/deeper/b.yaml)',
      expect.stringContaining('deleted'),
      expect.stringContaining('deleted'),
    ]);
  });

  test('by an atomic rename takes effect', async () => {
    const source = sourceHarness();
    source.write('a.yaml', serviceYaml('web'));
    await source.start();
    source.write('.a.yaml.new', serviceYaml('web', 81));
    renameSync(source.path('.a.yaml.new'), source.path('a.yaml'));
    await source.until((state) => portOf(state, 'web') === 81);
    expect(source.changes).toHaveLength(1);
  });

  test('that renames a file never takes its objects away', async () => {
    const source = sourceHarness();
    source.write('a.yaml', serviceYaml('web'));
    source.write('sub/x.yaml', serviceYaml('other'));
    await source.start();
    renameSync(source.path('a.yaml'), source.path('b.yaml'));
    renameSync(source.path('sub'), source.path('bus'));
    source.write('mark.yaml', serviceYaml('mark'));
    await source.until((state) => portOf(state, 'mark') === 80);
    // The files that vanished are let go a moment later.
    source.write('b.yaml', serviceYaml('web', 82));
    await source.until((state) => portOf(state, 'web') === 82);
    rmSync(source.path('mark.yaml'));
    await source.until((state) => portOf(state, 'mark') === undefined);
    expect(portOf(source.state(), 'other')).toBe(80);
    expect(source.changes.flatMap(({ lines }) => lines).filter((line) => line.includes('deleted'))).toEqual([
      'Service default/mark deleted (mark.yaml)',
    ]);
    expect(source.reports()).toEqual([]);
  });

  test('that truncates a file before writing it deletes nothing in between', async () => {
    const source = sourceHarness();
    source.write('a.yaml', serviceYaml('web'));
    await source.start();
    source.write('a.yaml', '');
    source.write('b.yaml', serviceYaml('mark'));
    await source.until((state) => portOf(state, 'mark') === 80);
    expect(portOf(source.state(), 'web')).toBe(80);
    // A slow writer.
    await setTimeout(120);
    expect(portOf(source.state(), 'web')).toBe(80);
    source.write('a.yaml', serviceYaml('web', 81));
    await source.until((state) => portOf(state, 'web') === 81);
    expect(source.changes.flatMap(({ lines }) => lines)).toEqual([
      'Service default/mark added (b.yaml)',
      'Service default/web changed (a.yaml)',
    ]);
  });

  test('that leaves a file empty deletes what it held', async () => {
    const source = sourceHarness();
    source.write('a.yaml', serviceYaml('web'));
    await source.start();
    source.write('a.yaml', '');
    await source.until((state) => portOf(state, 'web') === undefined);
    expect(source.reports()).toEqual([]);
  });

  test('that changes no object says nothing', async () => {
    const source = sourceHarness();
    source.write('a.yaml', serviceYaml('web'));
    await source.start();
    const before = source.state().snapshot;
    source.write('a.yaml', `# a comment\n${serviceYaml('web')}`);
    source.write('a.yaml~', 'x');
    source.write('b.yaml', serviceYaml('mark'));
    await source.until((state) => portOf(state, 'mark') === 80);
    expect(source.state().snapshot.services.get('default/web')).toBe(before.services.get('default/web'));
    expect(source.changes.flatMap(({ lines }) => lines)).toEqual(['Service default/mark added (b.yaml)']);
  });

  test('of many objects is described in ten lines and a count', async () => {
    const source = sourceHarness();
    await source.start();
    source.write('a.yaml', Array.from({ length: 12 }, (_, index) => serviceYaml(`s${index}`)).join('---\n'));
    await source.until(({ snapshot }) => snapshot.services.size === 12);
    expect(source.changes[0]?.lines).toHaveLength(11);
    expect(source.changes[0]?.lines[10]).toBe('… and 2 more');
  });
});
